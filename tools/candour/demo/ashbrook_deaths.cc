// The deaths notified in Ashbrook Vale: eighteen reviewed within the year, one outside the scope,
// three still open when it ended.
#include "tools/candour/demo/tables.h"

namespace candour::cli::demo {
namespace {

constexpr char kUnit[] = "Neonatal unit, Ashbrook Vale Hospital";
constexpr char kWard[] = "Children's ward, Ashbrook Vale Hospital";
constexpr char kHome[] = "At home";
constexpr char kNo[] = "not_modifiable";
constexpr char kYes[] = "modifiable";

constexpr Rarities kPutOff = {
    .deferred_at = "panel-1",
    .deferred_because =
        "Not quorate for this item: the designated paediatrician had treated the "
        "child and took no part.",
    .incident = "2012-05-08",
    .visited_after_hours = 20,
    .discussed_after_hours = 6};
constexpr Rarities kIncident = {.incident = "2012-07-16"};
constexpr Rarities kTurnedOut = {.reclassified = "2012-07-12T15:30"};
constexpr Rarities kHeld = {
    .held = "2013-01-15|inquest|2013-06-03", .visited_after_hours = 16, .report_after_days = 34};
constexpr Rarities kNeverReported = {.visited_after_hours = 8, .report_after_days = 0};
constexpr Rarities kStillborn = {.in_scope = false};

constexpr Death kDeaths[] = {
    // Decided at the first meeting.
    {"AV-2011-14", "2011-12-02", "2011-12-19", "male", kUnit, "2011-12-19T15:40", "hospital",
     "registrar@2011-12-28T10:05", "expected", "h14 g20 c12", "panel-1", "8", kNo, "",
     "Born at twenty-five weeks; care was as the guidance asks throughout."},
    {"AV-2012-01", "2012-01-09", "2012-01-09", "female", kUnit, "2012-01-10T09:20", "hospital",
     "registrar@2012-01-17T10:30", "expected", "h15 g25", "panel-1", "8", kNo, "",
     "Born too early to be kept alive; the parents were well supported."},
    {"AV-2012-02", "2003-06-14", "2012-01-28", "male", "Children's hospice", "2012-01-30T11:10",
     "hospital", "", "expected", "h12 g16 c14 e19", "panel-1", "4", kNo, "",
     "A tumour that came back after treatment; the end-of-life plan was followed."},
    {"AV-2012-03", "1997-11-03", "2012-02-17", "male", "On the road", "2012-02-17T22:35",
     "police_force", "hospital@2012-02-18T08:10 coroner@2012-02-20T11:00", "unexpected",
     "p12 h18 sn9 e16 g26", "panel-1", "3", kYes,
     "family_and_environment|may_have_contributed|yes|The crossing on the way home was unlit.",
     "Struck by a car at dusk. The panel asks the council to look at the crossing.",
     VisitedAfter(12)},
    {"AV-2012-04", "2011-12-20", "2012-03-09", "female", kHome, "2012-03-09T07:50", "ambulance",
     "hospital@2012-03-09T09:30 coroner@2012-03-12T10:15", "unexpected", "p10 h20 s15 g21 c18",
     "panel-1", "10", kNo, "", "Found in her own cot; no cause was established.", VisitedAfter(5)},
    {"AV-2012-05", "2009-02-11", "2012-03-30", "female", kWard, "2012-03-30T16:00", "hospital", "",
     "expected", "h13 g18 c15", "panel-1", "7", kNo, "",
     "A heart that was malformed from birth, and a last operation that was well considered."},
    // Put off at the first meeting, decided at the second.
    {"AV-2012-06", "2012-04-16", "2012-04-18", "male", kUnit, "2012-04-18T14:25", "hospital",
     "coroner@2012-04-20T09:40", "unexpected", "h16 g22 p9 c11", "panel-2", "8 9", kYes,
     "service_provision|may_have_contributed|yes|Antibiotics were given later than the hospital's "
     "own pathway asks.",
     "Infection in the first days of life. The hospital has changed how it checks its pathway.",
     kPutOff},
    // Decided at the second meeting.
    {"AV-2012-07", "2012-05-04", "2012-05-11", "female", kUnit, "2012-05-11T10:15", "hospital",
     "registrar@2012-05-18T09:50", "expected", "h14 g19", "panel-2", "8", kNo, "",
     "Lack of oxygen around birth; labour was watched as it should be."},
    {"AV-2012-08", "2005-09-23", "2012-05-29", "male", kHome, "2012-05-30T09:45",
     "general_practice", "hospital@2012-05-30T15:00", "expected", "h12 g10 e17 sn8", "panel-2", "7",
     kNo, "", "A metabolic disorder known since infancy; he died at home as planned."},
    {"AV-2012-09", "2012-06-20", "2012-07-02", "female", kUnit, "2012-07-02T12:30", "hospital", "",
     "expected", "h28 g15", "panel-2", "8", kYes,
     "service_provision|may_have_contributed|yes|A transfer to the larger unit took eleven hours.",
     "Extreme prematurity. The networks were asked to agree how a cot is found.", kIncident},
    {"AV-2012-10", "2008-10-05", "2012-07-12", "male", kHome, "2012-07-12T06:40", "ambulance",
     "hospital@2012-07-12T08:00 coroner@2012-07-13T11:30", "unexpected", "h15 g12 c9 sn11",
     "panel-2", "6", kNo, "", "A long illness; the plan for the end of his life was respected.",
     kTurnedOut},
    {"AV-2012-11", "2010-08-19", "2012-08-04", "female", kWard, "2012-08-04T03:20", "hospital",
     "coroner@2012-08-06T10:00", "unexpected", "h18 g24 p10 s14", "panel-2", "9", kNo, "",
     "An infection that overwhelmed her within a night, though it was treated at once.",
     kNeverReported},
    {"AV-2012-12", "1995-12-30", "2012-08-21", "male", "In open water", "2012-08-21T19:15",
     "police_force", "coroner@2012-08-23T10:20", "unexpected", "p14 hn10 s12 e15 g30", "panel-2",
     "3", kYes,
     "family_and_environment|may_have_contributed|yes|The bank had no sign and no line to throw.",
     "Drowned while swimming with friends. The panel asks for signs and lines at the lakes.",
     VisitedAfter(15)},
    // Decided at the third meeting.
    {"AV-2012-13", "1999-03-08", "2012-09-25", "female", "Children's hospice", "2012-09-26T10:00",
     "hospital", "", "expected", "h14 g17 e20", "panel-3", "4", kNo, "",
     "A leukaemia that did not answer to treatment."},
    {"AV-2012-14", "2012-10-15", "2012-10-15", "male", kUnit, "2012-10-15T17:05", "hospital",
     "registrar@2012-10-24T10:10", "expected", "h13 g18", "panel-3", "8", kNo, "",
     "Born at twenty-three weeks; he lived for two hours in his mother's arms."},
    {"AV-2012-15", "2012-06-30", "2012-10-28", "male", kHome, "2012-10-28T08:05", "ambulance",
     "hospital@2012-10-28T10:00 coroner@2012-10-30T09:15", "unexpected", "p12 h19 s16 g20 c14",
     "panel-3", "10", kNo, "", "Found in his own cot, on his back; no cause was established.",
     VisitedAfter(27)},
    {"AV-2012-16", "2006-05-12", "2012-11-13", "female", kHome, "2012-11-13T07:30", "ambulance",
     "coroner@2012-11-15T11:45", "unexpected", "h15 g21 e18 p11", "panel-3", "5", kNo, "",
     "Died in her sleep in a seizure; her epilepsy was known and treated.", VisitedAfter(6)},
    {"AV-2012-17", "2012-11-20", "2012-11-29", "female", kUnit, "2012-11-29T13:50", "hospital", "",
     "expected", "h12 g20", "panel-3", "7", kNo, "",
     "A condition found before birth; the family had chosen comfort."},
    // Not yet before the panel when the year ended.
    {"AV-2012-18", "2004-01-17", "2012-12-22", "male", "Near home", "2012-12-22T18:20",
     "police_force", "hospital@2012-12-23T09:00 coroner@2012-12-24T10:30", "unexpected",
     "p13 h16 s12 e22 g-", "", "", "", "", "", kHeld},
    {"AV-2012-19", "2012-11-05", "2012-11-05", "female", kUnit, "2012-11-06T09:10", "hospital", "",
     "", "", "", "", "", "", "", kStillborn},
    {"AV-2013-01", "2013-02-12", "2013-02-20", "male", kUnit, "2013-02-20T14:10", "hospital",
     "registrar@2013-02-28T10:00", "expected", "h14 g- c-", "", "", "", "", ""},
    {"AV-2013-02", "2012-12-03", "2013-03-21", "female", kHome, "2013-03-21T08:45", "ambulance",
     "coroner@2013-03-25T10:00", "unexpected", "p10 h- s- g-", "", "", "", "", "", VisitedAfter(6)},
};

}  // namespace

constinit const absl::Span<const Death> kAshbrookDeaths = kDeaths;

}  // namespace candour::cli::demo
