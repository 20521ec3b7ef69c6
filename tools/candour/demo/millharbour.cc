// Millharbour, an invented board. Its year from 1 April 2008 to 31 March 2009 has the numbers of a
// published annual report: one serious case review concluded, five cases considered and found below
// the threshold, one review led by another board, and three reviews of the year before evaluated as
// good, good and adequate; a panel that meets every quarter. Everything else is made up.
#include "tools/candour/demo/tables.h"

namespace candour::cli::demo {
namespace {

constexpr const char* const kGuidance[] = {"holidays_england_wales@2007-04-02",
                                           "wt2006@2007-04-02"};

constexpr Agency kAgencies[] = {
    {"hospital", "Millharbour Hospital Trust", "5b0f6a52-7c1e-4d0e-9a43-2f1d0c9b8a71"},
    {"police", "Millharbour Police", "c2e4a8d6-1b3f-4f75-8d97-6a5b4c3d2e1f"},
    {"social_care", "Millharbour Children's Social Care"},
    {"gp", "Millharbour Family Practices"},
    {"community_health", "Millharbour Primary Care Trust"},
    {"education", "Millharbour Schools"},
    {"probation", "Millharbour Probation"},
    {"office", "Office of the Board"},
};

constexpr Person kPeople[] = {
    {"chair", "Dov Example", "Independent chair of the Board", "office"},
    {"panel_chair", "Dr Eda Example", "Director of public health", "community_health"},
    {"convenor", "Cas Example", "Convenor of the case review subgroup", "office"},
    {"quality", "Lou Example", "Quality assurance officer", "office"},
    {"paediatrician", "Dr Una Example", "Designated paediatrician", "hospital"},
    {"nurse", "Xan Example", "Designated nurse", "community_health"},
    {"social_head", "Yve Example", "Head of safeguarding", "social_care"},
    {"inspector", "Zoe Example", "Detective inspector", "police"},
    {"sergeant", "Abe Sample", "Detective sergeant", "police"},
    {"education_lead", "Bo Sample", "Safeguarding lead for schools", "education"},
    {"hospital_author", "Gus Example", "Named doctor, not of the ward", "hospital"},
    {"hospital_director", "Cy Sample", "Director of nursing", "hospital"},
    {"team_manager", "Gil Sample", "Team manager", "social_care"},
    {"social_author", "Di Sample", "Reviewing officer", "social_care"},
    {"social_director", "Ed Sample", "Director of children's services", "social_care"},
    {"police_author", "Hal Example", "Review officer", "police"},
    {"police_director", "Flo Sample", "Superintendent", "police"},
    {"health_author", "Ira Sample", "Named nurse of another district", "community_health"},
    {"health_director", "Jo Sample", "Director of quality", "community_health"},
    {"education_author", "Kai Sample", "Adviser", "education"},
    {"education_director", "Liv Sample", "Head of standards", "education"},
    {"overview_author", "Dr Odo Example", "Independent author"},
};

constexpr Body kBodies[] = {
    {"board", "full_board", "Millharbour Board", 4, "chair"},
    {"panel", "child_death_overview_panel", "Child death overview panel", 4,
     "public_health childrens_social_care police"},
    {"group", "case_review_subgroup", "Case review subgroup", 3, "chair"},
};

constexpr Seat kSeats[] = {
    {"board", "chair", "chair"},
    {"board", "childrens_social_care", "social_director"},
    {"board", "police", "police_director"},
    {"board", "public_health", "panel_chair"},
    {"board", "education", "education_lead"},
    {"panel", "public_health", "panel_chair"},
    {"panel", "designated_paediatrician", "paediatrician"},
    {"panel", "designated_nurse", "nurse"},
    {"panel", "childrens_social_care", "social_head"},
    {"panel", "police", "inspector", "sergeant"},
    {"group", "chair", "convenor"},
    {"group", "childrens_social_care", "social_head"},
    {"group", "police", "inspector", "sergeant"},
    {"group", "designated_nurse", "nurse"},
    {"group", "education", "education_lead"},
};

constexpr Meeting kMeetings[] = {
    {"group-2007-05", "group", "2007-05-15T14:00"},
    {"group-2007-06", "group", "2007-06-19T14:00"},
    {"group-2007-09", "group", "2007-09-18T14:00"},
    {"board-2007-10", "board", "2007-10-16T09:30"},
    {"board-2008-01", "board", "2008-01-22T09:30"},
    {"board-2008-03", "board", "2008-03-18T09:30"},
    {"group-1", "group", "2008-05-20T14:00"},
    {"panel-1", "panel", "2008-06-17T10:00"},
    {"board-1", "board", "2008-07-01T09:30"},
    {"group-2", "group", "2008-07-15T14:00", "inspector", "sergeant=police"},
    {"group-3", "group", "2008-09-16T14:00"},
    {"panel-2", "panel", "2008-09-23T10:00", "nurse"},
    {"group-4", "group", "2008-11-11T14:00"},
    {"board-2", "board", "2008-11-18T09:30"},
    {"panel-3", "panel", "2008-12-16T10:00", "inspector", "sergeant=police"},
    {"group-5", "group", "2009-01-20T14:00"},
    {"board-3", "board", "2009-02-24T09:30", "education_lead"},
    {"group-6", "group", "2009-03-10T14:00"},
    {"panel-4", "panel", "2009-03-17T10:00"},
};

constexpr char kUnit[] = "Neonatal unit, Millharbour Hospital";
constexpr char kNo[] = "not_preventable";

constexpr Death kDeaths[] = {
    {"MH-2008-01", "2008-04-03", "2008-04-05", "female", kUnit, "2008-04-07T09:30", "hospital", "",
     "expected", "h18 g25", "panel-1", "8", kNo, "", "Born far too early."},
    {"MH-2008-02", "2001-02-08", "2008-05-19", "male", "On the road", "2008-05-19T17:55",
     "police_force", "hospital@2008-05-20T09:15 coroner@2008-05-21T10:00", "unexpected",
     "p13 h17 s10 e20", "panel-2", "3", "potentially_preventable",
     "family_and_environment|may_have_contributed|yes|Parked vans hid the road from a small "
     "child.",
     "Ran into the road between parked vans. The council was asked to mark the place.",
     VisitedAfter(14)},
    {"MH-2008-03", "2008-06-28", "2008-07-09", "male", kUnit, "2008-07-09T15:20", "hospital",
     "registrar@2008-07-17T10:30", "expected", "h16 g19", "panel-2", "7", kNo, "",
     "A malformation known before birth."},
    {"MH-2008-04", "2007-11-14", "2008-10-02", "female", "At home", "2008-10-02T06:45", "ambulance",
     "coroner@2008-10-06T10:00", "unexpected", "p11 h20 s14 gn16", "panel-3", "10",
     "inadequate_information", "", "The cause could not be established, nor ruled out.",
     VisitedAfter(7)},
    {"MH-2009-01", "1996-08-01", "2009-01-11", "male", "Children's ward, Millharbour Hospital",
     "2009-01-12T09:10", "hospital", "", "expected", "h15 g17 e21", "panel-4", "4", kNo, "",
     "A tumour of the brain; care at the end was shared well."},
    {"MH-2009-02", "2009-03-02", "2009-03-04", "female", kUnit, "2009-03-04T13:30", "hospital", "",
     "expected", "h- g-", "", "", "", "", ""},
};

// A review of the year before, told in short: considered, decided, accepted, evaluated.
constexpr Review Earlier(const char* reference, const char* incident, const char* referred,
                         const char* subgroup, const char* decided, const char* terms,
                         const char* drafted, const char* endorsed, const char* board,
                         const char* published, const char* evaluated) {
  return {.reference = reference,
          .referrer = "social_care",
          .harm = "death",
          .incident = incident,
          .referred = referred,
          .grounds = "A child died; several agencies had known the family.",
          .subgroup = subgroup,
          .recommended = "serious_case_review",
          .criteria = "child_died abuse_or_neglect_known_or_suspected",
          .decided = decided,
          .option = "serious_case_review",
          .reasons = "The child died, and neglect is suspected.",
          .terms = terms,
          .period = "2005-01-01|2007-03-31",
          .questions = "What was known, and to whom?",
          .drafted = drafted,
          .author = "overview_author",
          .endorsed = endorsed,
          .board = board,
          .published = published,
          .form = "executive_summary",
          .evaluated = evaluated};
}

// A case that was considered and is below the threshold.
constexpr Review Considered(const char* reference, const char* harm, const char* incident,
                            const char* referred, const char* grounds, const char* subgroup,
                            const char* decided, const char* reasons, const char* recorded = "") {
  return {.reference = reference,
          .referrer = "social_care",
          .harm = harm,
          .incident = incident,
          .referred = referred,
          .grounds = grounds,
          .subgroup = subgroup,
          .recommended = "no_review",
          .criteria = "",
          .decided = decided,
          .option = "no_review",
          .reasons = reasons,
          .recorded = recorded};
}

constexpr Review kReviews[] = {
    Earlier("MH-SCR-2007-1", "2007-04-11", "2007-05-04", "group-2007-05", "2007-05-23",
            "2007-06-05", "2007-09-18", "2007-10-02", "board-2007-10", "2007-11-06",
            "2008-06-20|good"),
    Earlier("MH-SCR-2007-2", "2007-05-20", "2007-06-08", "group-2007-06", "2007-06-27",
            "2007-07-10", "2007-12-11", "2008-01-08", "board-2008-01", "2008-02-19",
            "2008-09-12|good"),
    Earlier("MH-SCR-2007-3", "2007-08-15", "2007-09-06", "group-2007-09", "2007-10-03",
            "2007-10-23", "2008-02-12", "2008-03-04", "board-2008-03", "2008-04-22",
            "2008-12-05|adequate"),
    {.reference = "MH-SCR-2008-1",
     .referrer = "police_force",
     .harm = "death",
     .incident = "2008-04-20",
     .referred = "2008-05-06",
     .grounds = "A child on a protection plan died of injuries; a carer was arrested.",
     .subgroup = "group-1",
     .recommended = "serious_case_review",
     .criteria = "child_died abuse_or_neglect_known_or_suspected concern_about_joint_working",
     .decided = "2008-05-29",
     .option = "serious_case_review",
     .reasons = "The child died, abuse is suspected, and five agencies were involved.",
     .told = "2008-06-02|ofsted",
     .terms = "2008-06-10",
     .period = "2006-01-01|2008-04-20",
     .questions = "Was the plan the right one, and was it carried out?|Who saw the child alone?|"
                  "Were concerns of the school heard?",
     .drafted = "2008-10-28",
     .author = "overview_author",
     .endorsed = "2008-11-04",
     .board = "board-2",
     .published = "2008-12-09",
     .form = "executive_summary",
     .revised = "2008-09-24|2008-11-28|One account was returned, and a trial was under way."},
    {.reference = "MH-SCR-2008-2",
     .referrer = "other_board",
     .harm = "serious_injury",
     .incident = "2008-05",
     .referred = "2008-06-24",
     .grounds = "A child placed here from elsewhere was badly hurt; the home board leads.",
     .subgroup = "group-2",
     .recommended = "contribute_elsewhere",
     .criteria = "child_seriously_harmed",
     .decided = "2008-07-22",
     .option = "contribute_elsewhere",
     .reasons = "The child belongs to another board's area; our agencies knew the child too.",
     .terms = "2008-08-05",
     .period = "2007-06-01|2008-05-31",
     .questions = "What did agencies here know, and whom did they tell?"},
    Considered("MH-R-2008-1", "serious_injury", "2008-04-12", "2008-04-29",
               "A toddler fell from a window.", "group-1", "2008-05-27",
               "An accident; the family and its landlord acted at once."),
    Considered("MH-R-2008-2", "serious_neglect", "2008-06", "2008-06-30",
               "A baby was found severely underweight.", "group-2", "2008-07-21",
               "Serious, but help came in time and agencies worked together."),
    Considered("MH-R-2008-3", "serious_injury", "2008-08-16", "2008-08-27",
               "Bruises on an infant, which the parents said came from a fall.", "group-3",
               "2008-09-24", "The hospital's opinion was that a fall explains the bruises."),
    Considered("MH-R-2008-4", "other_harm", "2008-10-10", "2008-10-22",
               "A girl of fifteen was missing for nine days.", "group-4", "2008-11-20",
               "She came to no lasting harm; a single agency's practice is reviewed instead."),
    Considered("MH-R-2009-1", "sexual_abuse", "2008-12", "2009-01-07",
               "A boy told his teacher of a neighbour.", "group-5", "2009-02-03",
               "Agencies acted within hours, and well.", "2009-03-05"),
};

constexpr char kImr[] = "individual_management_review";
constexpr char kReport[] = "information_report";

constexpr Contribution kContributions[] = {
    {"MH-SCR-2008-1",
     "social_care",
     kImr,
     "social_author",
     "social_director",
     "2008-06-11",
     "2008-08-15",
     "2008-08-14",
     "2008-09-09",
     {.refused_author = "team_manager"}},
    {"MH-SCR-2008-1",
     "hospital",
     kImr,
     "hospital_author",
     "hospital_director",
     "2008-06-11",
     "2008-08-15",
     "2008-08-21",
     "2008-10-14",
     {.returned = "2008-09-02|2008-09-30",
      .defects = "The account of the second admission is missing, and no lesson is drawn from "
                 "the first."}},
    {"MH-SCR-2008-1", "police", kImr, "police_author", "police_director", "2008-06-11",
     "2008-08-15", "2008-08-12", "2008-09-09"},
    {"MH-SCR-2008-1", "education", kImr, "education_author", "education_director", "2008-06-11",
     "2008-08-15", "2008-08-15", "2008-09-09"},
    {"MH-SCR-2008-1", "community_health", "health_overview", "health_author", "health_director",
     "2008-06-11", "2008-09-30", "2008-10-07", "2008-10-14"},
    {"MH-SCR-2008-1",
     "probation",
     kImr,
     "",
     "",
     "2008-06-11",
     "2008-08-15",
     "",
     "",
     {.waived = "2008-07-08|Its records show no contact with anybody of the household."}},
    {"MH-SCR-2008-2", "social_care", kReport, "social_author", "social_director", "2008-08-06",
     "2008-09-30", "2008-09-26", "2008-10-14"},
    {"MH-SCR-2008-2", "hospital", kReport, "hospital_author", "hospital_director", "2008-08-06",
     "2008-09-30", "2008-10-09", "2008-10-14"},
};

constexpr Recommendation kRecommendations[] = {
    {"2007-1", "1", "Missed appointments of a child are followed by a visit.", "from_overview",
     "2007-10-16", "2008-07-16"},
    {"2008-1", "1", "No meeting about a child ends without asking who has seen the child alone.",
     "from_overview", "2008-11-18"},
    {"2008-1", "2", "A school that is worried hears within two days what was done.",
     "from_management_review", "2008-11-18"},
    {"panel", "1", "Every neonatal death is discussed with the maternity service.",
     "from_child_death_panel", "2008-11-18"},
};

constexpr Action kActions[] = {
    {"2007-1",
     "1",
     "community_health",
     "Head of health visiting",
     "Visit after a missed clinic",
     "2008-06-30",
     "No child is lost sight of after a missed clinic.",
     "group-1:on_track",
     "2008-06-23|Audit of missed appointments",
     "2008-06-27",
     "2008-07-14|quality|All of fifty children in the audit had been visited.",
     {.impact_planned = "2008-07-16|2009-01-30",
      .impact = "2009-01-28|quality|effect_shown_in_part|Children were visited; fathers were not "
                "asked for."}},
    {"2008-1", "1", "social_care", "Head of service", "Put the question on every agenda",
     "2009-01-30", "Children on plans are seen alone, and what they say is written down.",
     "group-5:on_track", "2009-01-26|Sample of minutes", "2009-01-30",
     "2009-03-09|inspector|In thirty of thirty-two plans the child's own words are there."},
    {"2008-1", "2", "social_care", "Duty manager", "Answer schools in writing", "2009-03-31",
     "Schools go on telling their worries, because they are answered.",
     "group-5:not_started group-6:delayed"},
    {"panel", "1", "hospital", "Head of midwifery", "Hold a joint discussion each quarter",
     "2009-06-30", "What one birth teaches reaches the next.", "group-6:on_track"},
};

constexpr Reversal kReversals[] = {
    {"MH-R-2008-3", "2009-06-16", "serious_case_review", "2009-06-04",
     "A radiologist, asked again, found older fractures on the films of August.",
     "child_seriously_harmed abuse_or_neglect_known_or_suspected",
     "A fall does not explain fractures of different ages."}};

constexpr Plan kPlans[] = {
    {"2007-1", "Action plan of MH-SCR-2007-1", "MH-SCR-2007-1", "2007-10-16"},
    {"2008-1", "Action plan of MH-SCR-2008-1", "MH-SCR-2008-1", "2008-11-18"},
    {"panel", "Recommendations of the child death overview panel", "", "2008-11-18"}};

}  // namespace

const Tables kMillharbour = {
    .tenant = "millharbour",
    .board_id = "3f1a7c5e-2b84-4d69-9e07-5c8b1d3f6a92",
    .office = {.opened = "2007-04-02",
               .board_name = "Millharbour Safeguarding Children Board (invented)",
               .area_code = "E09000999",
               .guidance = kGuidance,
               .agencies = kAgencies,
               .people = kPeople,
               .bodies = kBodies,
               .seats = kSeats},
    .meetings = kMeetings,
    .recusals = {},
    .deaths = kDeaths,
    .reviews = kReviews,
    .contributions = kContributions,
    .reversals = kReversals,
    .plans = kPlans,
    .recommendations = kRecommendations,
    .actions = kActions,
    .year_from = "2008-04-01",
    .year_until = "2009-03-31",
    .lived_until = "2009-07-01T09:00",
};

}  // namespace candour::cli::demo
