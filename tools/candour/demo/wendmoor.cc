// Wendmoor and Lode, an invented arrangement of later years: from Working Together 2015 over the
// change of April 2019 to that of 2023. It shows each state that a child's review can be in
// (wendmoor_states.cc), returns that were frozen, and what the national database answered. All
// names are made up.
#include "tools/candour/demo/wendmoor.h"

#include "tools/candour/demo/tables.h"

namespace candour::cli::demo {
namespace {

constexpr const char* const kGuidance[] = {"holidays_england_wales@2018-04-03",
                                           "wt2015@2018-04-03",
                                           "forms_2010@2018-04-03",
                                           "return_nhs_digital@2018-04-03",
                                           "wt2018@2018-07-04",
                                           "forms_2019@2019-04-01",
                                           "return_ncmd@2019-04-01",
                                           "wt2023@2023-12-15"};

constexpr Agency kAgencies[] = {
    {"hospital", "Wendmoor Infirmary Trust", "5b0f6a52-7c1e-4d0e-9a43-2f1d0c9b8a71"},
    {"police", "Wendmoor Police", "c2e4a8d6-1b3f-4f75-8d97-6a5b4c3d2e1f"},
    {"social_care", "Wendmoor Children's Services"},
    {"gp", "Wendmoor General Practice"},
    {"community_health", "Wendmoor Community Health"},
    {"education", "Wendmoor Schools"},
    {"office", "Office of the Partnership"},
};

constexpr Person kPeople[] = {
    {"chair", "Ira Specimen", "Independent scrutineer", "office"},
    {"panel_chair", "Dr Jo Specimen", "Director of public health", "community_health"},
    {"paediatrician", "Dr Kit Specimen", "Designated doctor for child deaths", "hospital"},
    {"nurse", "Lil Specimen", "Designated nurse", "community_health"},
    {"social_head", "Max Specimen", "Head of safeguarding", "social_care"},
    {"inspector", "Nan Specimen", "Detective inspector", "police"},
    {"key_worker", "Oli Specimen", "Bereavement nurse", "hospital"},
};

constexpr Body kBodies[] = {
    {"board", "full_board", "Wendmoor and Lode Partnership", 2, "chair"},
    {"panel", "child_death_overview_panel", "Child death overview panel", 4,
     "public_health designated_paediatrician childrens_social_care"},
};

constexpr Seat kSeats[] = {
    {"board", "chair", "chair"},
    {"board", "public_health", "panel_chair"},
    {"panel", "public_health", "panel_chair"},
    {"panel", "designated_paediatrician", "paediatrician"},
    {"panel", "designated_nurse", "nurse"},
    {"panel", "childrens_social_care", "social_head"},
    {"panel", "police", "inspector"},
};

constexpr Meeting kMeetings[] = {
    {"panel-2018", "panel", "2018-11-08T10:00"},
    {"panel-2019", "panel", "2019-02-14T10:00"},
    {"panel-2022", "panel", "2022-11-10T10:00"},
    {"panel-2023", "panel", "2023-02-09T10:00"},
};

constexpr char kUnit[] = "Neonatal unit, Wendmoor Infirmary";
constexpr char kNo[] = "not_modifiable";

constexpr Death kDeaths[] = {
    {"WM-2018-01", "2018-06-02", "2018-06-11", "female", kUnit, "2018-06-11T14:20", "hospital", "",
     "expected", "h12 g15", "panel-2018", "8", kNo, "", "Born at twenty-four weeks."},
    {"WM-2018-02", "2011-09-14", "2018-07-21", "male", "Children's hospice", "2018-07-23T10:10",
     "hospital", "", "expected", "h14 g19", "panel-2018", "4", kNo, "",
     "A tumour that came back after treatment."},
    {"WM-2018-03", "2016-02-03", "2018-10-02", "male", "Children's ward", "2018-10-02T11:30",
     "hospital", "", "expected", "h14 g18 c20", "panel-2019", "7", kNo, "",
     "A condition known from birth; the family was with him."},
    {"WM-2022-01", "2022-05-09", "2022-05-12", "female", kUnit, "2022-05-12T09:40", "hospital", "",
     "expected", "h10 g14", "panel-2022", "8", kNo, "", "Born too early to be kept alive."},
    {"WM-2022-02", "2014-08-30", "2022-06-17", "male", "Children's ward", "2022-06-17T15:00",
     "hospital", "", "expected", "h12 g16", "panel-2022", "6", kNo, "",
     "A long illness, treated as the guidance asks."},
    {"WM-2022-03", "2020-01-11", "2022-09-05", "female", "Children's hospice", "2022-09-05T10:20",
     "hospital", "", "expected", "h12 g13", "panel-2023", "7", kNo, "",
     "A condition known from birth; the plan for the end of her life was followed."},
};

}  // namespace

const Tables kWendmoor = {
    .tenant = "wendmoor",
    .board_id = "b7d1c4e8-2f60-4a95-9c3b-5e8a1d7f2640",
    .office = {.opened = "2018-04-03",
               .board_name = "Wendmoor and Lode Safeguarding Partnership (invented)",
               .area_code = "E09000997",
               .guidance = kGuidance,
               .agencies = kAgencies,
               .people = kPeople,
               .bodies = kBodies,
               .seats = kSeats},
    .meetings = kMeetings,
    .recusals = {},
    .deaths = kDeaths,
    .reviews = {},
    .contributions = {},
    .reversals = {},
    .plans = {},
    .recommendations = {},
    .actions = {},
    .year_from = "2022-04-01",
    .year_until = "2023-03-31",
    .lived_until = "2024-05-02T09:00",
    .neighbour_board_id = kLode,
    .besides = TellStates,
};

}  // namespace candour::cli::demo
