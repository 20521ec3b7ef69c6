// Ashbrook Vale, an invented board. Its year from 1 April 2012 to 31 March 2013 has the numbers of
// a published annual report: eighteen deaths reviewed at three meetings, eleven expected and seven
// not, two serious incidents, no new serious case review, two earlier ones followed up by every
// agency, one of them published in full. Everything else is made up.
#include "tools/candour/demo/tables.h"

namespace candour::cli::demo {
namespace {

constexpr const char* const kGuidance[] = {"holidays_england_wales@2010-04-01", "wt2010@2010-04-01",
                                           "wt2013@2013-03-28"};

constexpr Agency kAgencies[] = {
    {"hospital", "Ashbrook Vale Hospital Trust", "5b0f6a52-7c1e-4d0e-9a43-2f1d0c9b8a71"},
    {"police", "Ashbrook Vale Police", "c2e4a8d6-1b3f-4f75-8d97-6a5b4c3d2e1f"},
    {"social_care", "Ashbrook Vale Children's Services"},
    {"gp", "Ashbrook Vale General Practice"},
    {"community_health", "Ashbrook Vale Community Health"},
    {"education", "Ashbrook Vale Schools and Early Years"},
    {"housing", "Ashbrook Vale Homes"},
    {"probation", "Ashbrook Vale Probation"},
    {"office", "Office of the Board"},
};

constexpr Person kPeople[] = {
    {"chair", "Dov Example", "Independent chair of the Board", "office"},
    {"panel_chair", "Dr Eda Example", "Consultant in public health", "community_health"},
    {"convenor", "Cas Example", "Convenor of the case review working group", "office"},
    {"quality", "Lou Example", "Quality assurance officer", "office"},
    {"lay", "Mo Example", "Lay member", ""},
    {"paediatrician", "Dr Una Example", "Designated paediatrician", "hospital"},
    {"paediatrician_deputy", "Dr Val Example", "Consultant paediatrician", "hospital"},
    {"midwife", "Win Example", "Head of midwifery", "hospital"},
    {"nurse", "Xan Example", "Designated nurse", "community_health"},
    {"social_head", "Yve Example", "Head of safeguarding", "social_care"},
    {"inspector", "Zoe Example", "Detective inspector", "police"},
    {"sergeant", "Abe Sample", "Detective sergeant", "police"},
    {"education_lead", "Bo Sample", "Safeguarding lead for schools", "education"},
    {"hospital_author", "Gus Example", "Named doctor, not of the ward", "hospital"},
    {"hospital_director", "Cy Sample", "Director of nursing", "hospital"},
    {"social_author", "Di Sample", "Reviewing officer", "social_care"},
    {"social_director", "Ed Sample", "Director of children's services", "social_care"},
    {"police_author", "Hal Example", "Review officer", "police"},
    {"police_director", "Flo Sample", "Superintendent", "police"},
    {"overview_author", "Dr Odo Example", "Independent author"},
};

constexpr Body kBodies[] = {
    {"board", "full_board", "Ashbrook Vale Board", 4, "chair"},
    {"panel", "child_death_overview_panel", "Child death overview panel", 5,
     "public_health designated_paediatrician childrens_social_care police"},
    {"group", "case_review_subgroup", "Case review working group", 3, "chair"},
};

constexpr Seat kSeats[] = {
    {"board", "chair", "chair"},
    {"board", "childrens_social_care", "social_director"},
    {"board", "police", "police_director"},
    {"board", "public_health", "panel_chair"},
    {"board", "education", "education_lead"},
    {"board", "lay_member", "lay"},
    {"panel", "public_health", "panel_chair"},
    {"panel", "designated_paediatrician", "paediatrician", "paediatrician_deputy"},
    {"panel", "designated_nurse", "nurse"},
    {"panel", "childrens_social_care", "social_head"},
    {"panel", "police", "inspector", "sergeant"},
    {"panel", "education", "education_lead"},
    {"panel", "midwifery", "midwife"},
    {"group", "chair", "convenor"},
    {"group", "childrens_social_care", "social_head"},
    {"group", "police", "inspector", "sergeant"},
    {"group", "designated_nurse", "nurse"},
    {"group", "education", "education_lead"},
};

constexpr Meeting kMeetings[] = {
    {"group-2010-09", "group", "2010-09-21T14:00"},
    {"board-2011-03", "board", "2011-03-24T09:30", "lay"},
    {"group-2011-05", "group", "2011-05-17T14:00"},
    {"board-2011-12", "board", "2011-12-15T09:30"},
    {"group-1", "group", "2012-05-15T14:00"},
    {"panel-1", "panel", "2012-06-14T10:00"},
    {"board-1", "board", "2012-06-26T09:30"},
    {"group-2", "group", "2012-07-17T14:00", "inspector", "sergeant=police"},
    {"group-3", "group", "2012-09-18T14:00"},
    {"board-2", "board", "2012-10-02T09:30", "education_lead"},
    {"panel-2", "panel", "2012-10-11T10:00", "inspector", "sergeant=police"},
    {"group-4", "group", "2012-11-20T14:00"},
    {"board-3", "board", "2012-12-11T09:30"},
    {"group-5", "group", "2013-01-22T14:00", "education_lead"},
    {"panel-3", "panel", "2013-02-07T10:00", "midwife education_lead"},
    {"group-6", "group", "2013-03-19T14:00"},
    {"board-4", "board", "2013-03-26T09:30", "lay"},
};

constexpr Review kReviews[] = {
    {.reference = "AV-SCR-E",
     .referrer = "social_care",
     .harm = "death",
     .incident = "2010-08-19",
     .referred = "2010-09-07",
     .grounds = "A child known to four agencies died of injuries nobody has explained.",
     .subgroup = "group-2010-09",
     .recommended = "serious_case_review",
     .criteria = "child_died abuse_or_neglect_known_or_suspected",
     .decided = "2010-09-28",
     .option = "serious_case_review",
     .reasons = "The child died, and abuse is suspected.",
     .told = "2010-09-30|ofsted",
     .terms = "2010-10-12",
     .period = "2008-09-01|2010-08-19",
     .questions = "Was the child seen alone, and heard?|Did agencies share what each knew?",
     .drafted = "2011-02-22",
     .author = "overview_author",
     .endorsed = "2011-03-08",
     .board = "board-2011-03",
     .published = "2012-09-12",
     .form = "full_overview"},
    {.reference = "AV-SCR-F",
     .referrer = "police_force",
     .harm = "serious_neglect",
     .incident = "2011-04",
     .referred = "2011-05-09",
     .grounds = "Two children were found in a home that had been visited for years.",
     .subgroup = "group-2011-05",
     .recommended = "serious_case_review",
     .criteria = "child_seriously_harmed concern_about_joint_working",
     .decided = "2011-05-31",
     .option = "serious_case_review",
     .reasons = "Serious harm, and cause for concern about how agencies worked together.",
     .told = "2011-06-02|ofsted",
     .terms = "2011-06-14",
     .period = "2007-01-01|2011-04-30",
     .questions = "Why was neglect not named?|How were visits recorded, and read?",
     .drafted = "2011-11-15",
     .author = "overview_author",
     .endorsed = "2011-11-29",
     .board = "board-2011-12",
     .revised = "2011-11-16|2011-12-16|One agency's account came late and changed the findings."},
};

constexpr char kImr[] = "individual_management_review";

constexpr Contribution kContributions[] = {
    {"AV-SCR-E", "hospital", kImr, "hospital_author", "hospital_director", "2010-10-13",
     "2010-12-17", "2010-12-15", "2011-01-11"},
    {"AV-SCR-E", "social_care", kImr, "social_author", "social_director", "2010-10-13",
     "2010-12-17", "2010-12-22", "2011-01-11"},
    {"AV-SCR-E", "police", kImr, "police_author", "police_director", "2010-10-13", "2010-12-17",
     "2010-12-09", "2011-01-11"},
    {"AV-SCR-F",
     "social_care",
     kImr,
     "social_author",
     "social_director",
     "2011-06-15",
     "2011-08-31",
     "2011-09-12",
     "2011-10-18",
     {.returned = "2011-09-20|2011-10-05",
      .defects = "Says what was done, not why it was thought enough."}},
    {"AV-SCR-F", "police", kImr, "police_author", "police_director", "2011-06-15", "2011-08-31",
     "2011-08-24", "2011-09-13"},
};

constexpr Plan kPlans[] = {{"E", "Action plan of AV-SCR-E", "AV-SCR-E", "2011-03-31"},
                           {"F", "Action plan of AV-SCR-F", "AV-SCR-F", "2011-12-20"}};

constexpr Recommendation kRecommendations[] = {
    {"E", "1", "No baby leaves hospital before a named health visitor knows of it.",
     "from_overview", "2011-03-31", "2012-09-20"},
    {"E", "2", "Whoever visits a family reads what others have written first.", "from_overview",
     "2011-03-31", "2012-11-22", "2013-03-21"},
    {"F", "1", "Neglect is named, and measured, in every plan for a child.", "from_overview",
     "2011-12-20", "2013-01-24"},
    {"F", "2", "Those who house or supervise adults ask after the children.", "from_overview",
     "2011-12-20", "2013-03-21"},
    {"F", "3", "Schools know what to do when a child stops coming.", "from_management_review",
     "2011-12-20"},
};

constexpr Action kActions[] = {
    {"E", "1", "hospital", "Head of midwifery", "Send the discharge note the same day",
     "2012-06-29", "Every new baby is visited within ten days of coming home.", "group-1:on_track",
     "2012-06-20|Audit of sixty discharges", "2012-06-26",
     "2012-09-19|quality|Of forty babies drawn at random all were visited in time."},
    {"E", "1", "community_health", "Head of health visiting", "Name a health visitor before birth",
     "2012-07-31", "Parents can say who their health visitor is.",
     "group-1:on_track group-2:on_track", "2012-07-20|Survey of parents", "2012-07-24",
     "2012-09-19|quality|Nine parents in ten knew the name."},
    {"E",
     "2",
     "social_care",
     "Head of service",
     "Read the shared chronology before each visit",
     "2012-08-31",
     "No visit repeats a question another agency has answered.",
     "group-1:delayed group-2:on_track",
     "2012-09-03|Training certificates of all teams",
     "2012-09-14",
     "2012-11-21|nurse|Staff said that they now read it.",
     {.reopened = "2013-01-24|An audit of files found practice unchanged.|2013-03-15",
      .again = "2013-03-08|2013-03-12|2013-03-20|quality|Of thirty visits watched, twenty-eight "
               "began from the chronology.",
      .due_revised = "2012-05-17|2012-09-14|Two teams had no manager until the summer."}},
    {"E", "2", "police", "Detective inspector", "Check earlier calls before attending",
     "2012-10-31", "Officers arrive knowing which children live there.",
     "group-1:on_track group-2:on_track group-3:on_track", "2012-10-15|Sample of call records",
     "2012-10-22", "2012-11-21|quality|In the sample, children were named on arrival."},
    {"F", "1", "gp", "Named doctor", "Code neglect where it is seen", "2012-11-30",
     "Children at risk are found in the practice's own records.",
     "group-2:on_track group-3:on_track", "2012-11-12|Search of six practices", "2012-11-19",
     "2013-01-23|quality|Twice as many children were known to be at risk, and offered help."},
    {"F", "2", "housing", "Head of tenancies", "Ask after children at every inspection",
     "2013-01-31", "Concerns reach children's services before eviction.",
     "group-2:not_started group-3:on_track group-4:on_track", "2013-01-18|Referrals by quarter",
     "2013-01-21", "2013-03-20|social_head|Eleven families were helped who were not known before."},
    {"F", "2", "probation", "Area manager", "Record the children of those supervised", "2013-02-15",
     "Every plan for an adult says which children he lives with.",
     "group-3:on_track group-4:delayed group-5:on_track", "2013-02-08|Audit of fifty plans",
     "2013-02-12", "2013-03-20|quality|Forty-six of fifty plans named the children."},
    {"F", "3", "education", "Safeguarding lead", "Write and teach a protocol for absent children",
     "2012-12-21", "No child is out of sight for more than five school days.",
     "group-1:not_started group-2:on_track group-3:on_track group-4:delayed group-6:delayed",
     "2013-03-18|The protocol, agreed by thirty-one of forty schools"},
};

constexpr Recusal kRecusals[] = {
    {"panel-1", "AV-2012-06", "paediatrician", "Treated the child on the unit."}};

}  // namespace

const Tables kAshbrook = {
    .tenant = "ashbrook",
    .board_id = "a5b4f1c2-9d3e-4b7a-8c61-0e2f4d6a8b10",
    .office = {.opened = "2010-04-01",
               .board_name = "Ashbrook Vale Safeguarding Children Board (invented)",
               .area_code = "E09000998",
               .guidance = kGuidance,
               .agencies = kAgencies,
               .people = kPeople,
               .bodies = kBodies,
               .seats = kSeats},
    .meetings = kMeetings,
    .recusals = kRecusals,
    .deaths = kAshbrookDeaths,
    .reviews = kReviews,
    .contributions = kContributions,
    .reversals = {},
    .plans = kPlans,
    .recommendations = kRecommendations,
    .actions = kActions,
    .year_from = "2012-04-01",
    .year_until = "2013-03-31",
    .lived_until = "2013-04-08T09:00",
};

}  // namespace candour::cli::demo
