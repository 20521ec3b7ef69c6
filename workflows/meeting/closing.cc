// The end of a meeting: nothing happened at it afterwards.
#include <algorithm>

#include "absl/strings/str_cat.h"
#include "candour/casework/v1/meeting.pb.h"
#include "workflows/clocks/calendar.h"
#include "workflows/dates.h"
#include "workflows/meeting/meeting.h"
#include "workflows/refusals.h"

namespace candour::workflows::meeting {

namespace cw = casework::v1;
namespace ev = events::v1;

namespace {

// The last thing that is recorded of a meeting, in words.
struct Last {
  absl::Time at = absl::InfinitePast();
  const char* what = "";
  std::string about_id;

  void Consider(absl::Time moment, const char* words, const std::string& id) {
    if (moment > at) *this = {moment, words, id};
  }
};

Last LastOf(const Meeting& meeting, const Context& context) {
  Last last;
  last.Consider(meeting.starts_at, "It began", meeting.id);
  for (const Attendance& present : meeting.attendance) {
    last.Consider(present.from, "Somebody came", present.person_id);
    if (present.until) last.Consider(*present.until, "Somebody left", present.person_id);
  }
  for (const Reply& reply : meeting.replies) {
    last.Consider(reply.by.from, "Somebody replied", reply.by.person_id);
  }
  for (const auto& chair : meeting.chairs) {
    last.Consider(MomentOf(chair.from()), "Somebody took the chair", chair.person_id());
  }
  for (const auto& [id, item] : meeting.items) {
    if (item.quorum) last.Consider(MomentOf(item.quorum->at()), "A quorum was evaluated", id);
    if (const auto decided = DecidedAs(context, meeting, item)) {
      last.Consider(decided->at, "A decision was made", id);
    }
  }
  return last;
}

}  // namespace

// Of items without a quorum nothing can have been decided.
std::vector<StreamRef> CasesDecided(const Meeting& meeting) {
  std::vector<StreamRef> cases;
  for (const auto& [id, item] : meeting.items) {
    if (item.evaluated) cases.push_back({item.subject, item.subject_id});
  }
  return cases;
}

// Items that were not reached keep nothing from closing, whoever leads their cases by now: they are
// listed for another meeting.
Decision Decide(const cw::CloseMeeting& command, const Context& context, const Meeting& meeting) {
  const Last last = LastOf(meeting, context);
  if (MomentOf(command.closed_at()) >= last.at) return Recorded<ev::MeetingClosed>(command);
  return Refuse(types::v1::DATE_OUT_OF_ORDER,
                absl::StrCat("closed_at lies before what is recorded of the meeting. ", last.what,
                             " at ", clocks::MomentWords(last.at, context.london),
                             ". Correct closed_at, or that record."),
                kOwnRule, {meeting.id, last.about_id});
}

void Evolve(Meeting& meeting, const ev::MeetingClosed& event, const Fact&) {
  meeting.closed_at = MomentOf(event.closed_at());
}

void RegisterClosing(WorkflowTable& table) {
  table.Events<Meeting, ev::MeetingClosed>();
  table.Command<cw::CloseMeeting, Meeting>();
  table.LoadBeside<cw::CloseMeeting, Meeting>(
      +[](const cw::CloseMeeting&, const Meeting& meeting) { return CasesDecided(meeting); });
}

}  // namespace candour::workflows::meeting
