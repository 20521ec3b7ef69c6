// A meeting of a body: what is on its agenda, who is there and when, and whether it is quorate for
// each item. Used by child death panels, case review subgroups and Boards alike.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "candour/events/v1/meeting.pb.h"
#include "candour/events/v1/minutes.pb.h"
#include "candour/types/v1/meeting.pb.h"
#include "workflows/aggregate.h"
#include "workflows/board/board.h"
#include "workflows/consistent.h"
#include "workflows/meeting/action.h"
#include "workflows/meeting/subject.h"
#include "workflows/table.h"

namespace candour::workflows::meeting {

// Where the rules on interests stand.
inline constexpr char kInterests[] =
    "Terms of reference of child death overview panels: declarations of interest";

struct Attendance {
  std::string person_id;
  std::string seat_id;  // blank: in attendance, never counted
  types::v1::AttendanceKind kind{};
  absl::Time from;
  std::optional<absl::Time> until;

  bool PresentAt(absl::Time moment) const { return moment >= from && (!until || moment < *until); }
};

struct Item {
  std::string id;
  uint32_t number = 0;
  types::v1::Aggregate subject{};
  std::string subject_id;
  std::set<std::string> recused;  // person ids: they take no part in the item
  // Declared an interest and did not leave: whether they take part is for a ruling, and until it
  // says so they are among the recused.
  std::set<std::string> declared;
  std::vector<events::v1::InterestDeclared> interests;  // as they were declared
  bool evaluated = false;  // the quorum, once or more often: from then on it may be decided
  // Who declared an interest only from then on, and was not ruled to take part: at which position
  // of the log.
  std::map<std::string, uint64_t> late_interests;
  // Of everybody who takes no part: where in the log that was last told, which is later than its
  // place if it was told by a correction.
  std::map<std::string, uint64_t> told_at;
  // Where in the log somebody who counted for its quorum was recorded as gone by then; 0: nobody.
  uint64_t gone_position = 0;
  uint64_t ratified_position = 0;  // where a later meeting last ratified what was decided
  absl::Time ratified_at = absl::InfinitePast();  // and when it did
  std::string not_ratified;  // why a later meeting did not; blank: it did, or was not asked
  // The last evaluation for the item, and the id of its event; earlier ones stay in the log.
  std::optional<events::v1::QuorumEvaluated> quorum;
  std::string quorum_event_id;
  // Every evaluation, by its place in the log: a decision rests on the last before it.
  std::map<uint64_t, events::v1::QuorumEvaluated> evaluations;

  // Null: it was not evaluated before that place.
  const events::v1::QuorumEvaluated* EvaluationBefore(uint64_t place) const;
};

// A pack that was prepared. Another content is another pack.
struct Pack {
  std::string sha256;
  std::set<std::string> item_ids;
  std::string prepared_by_person_id;
  std::string prepared_with;  // the account; blank: it is not known
  absl::Time prepared_at;
  std::optional<absl::Time> approved_at;
  std::map<std::string, absl::Time> issued_to;  // by person: when first
  std::string document_id = {};                 // where it is kept here; blank: it is not
  std::string approved_by_person_id = {};
  std::string approved_sha256 = {};  // what was read to be approved
};

// A member's answer to papers sent round. It stands until another of theirs about the item.
struct Reply {
  std::string item_id;
  Attendance by;  // from when it came
  types::v1::ReplyAnswer answer{};
};

struct Meeting : Aggregate, Consistent {
  static constexpr types::v1::Aggregate kKind = types::v1::MEETING;

  // Made, copied and ended in rules.cc alone: its parts are too many for every file.
  Meeting();
  Meeting(const Meeting&);
  Meeting(Meeting&&);
  Meeting& operator=(const Meeting&);
  Meeting& operator=(Meeting&&);
  ~Meeting() override;

  std::string body_id;
  absl::Time starts_at;
  std::string place;
  std::map<std::string, Item> items;
  std::vector<Item> taken_off;  // in which somebody has an interest all the same
  std::vector<Attendance> attendance;
  std::set<std::string> apologies;
  std::optional<absl::Time> closed_at;
  events::v1::MeetingScheduled scheduled;  // its kind, and what that asks for
  absl::CivilDay last_day;                 // in session; in London
  absl::Time first_day_begins;
  absl::Time last_day_ends;
  std::string cancelled;  // why; blank: it was not
  std::map<std::string, Pack> packs;
  std::vector<std::string> pack_ids;  // in the order they were told
  std::vector<Reply> replies;
  std::map<std::string, Action> actions;  // not about a case
  std::optional<absl::Time> minutes_agreed_at;
  std::string minutes_agreed_sha256;     // blank: it was not told
  uint64_t minutes_agreed_position = 0;  // where in the log; 0: they are not
  // What it made of earlier meetings, the last word on each.
  std::vector<events::v1::EarlierMeetingTaken> earlier;
  std::map<std::string, uint64_t> confirmed_items;  // by the chair: where in the log, last
  std::vector<events::v1::ChairRecorded> chairs;    // as recorded, earliest first

  // When it begins, and on which day it ends; null: the same day.
  void Meets(absl::Time at, const types::v1::Date* until, const absl::TimeZone& london);
  bool InSession() const { return scheduled.way() <= types::v1::IN_SESSION; }
  // The end of its last day: nothing can be done at it from then on. It never ends by itself if it
  // is not held in session.
  absl::Time EndsBy() const;
  // Who was there for an item: those who attended, or those who replied to the papers they had.
  std::vector<Attendance> PresenceFor(const std::string& item_id) const;

  // When papers on the item first came to the person in a pack; none: it is not recorded.
  std::optional<absl::Time> FirstSentTo(const std::string& person_id,
                                        const std::string& item_id) const;
  // Given before the papers came to them: nobody answers what they have not read.
  bool IsEarly(const Reply& reply) const;

  // Whether it is known of somebody that they attended, or replied.
  bool CameOrReplied(const std::string& person_id) const;

  // Whether the item is still to be taken: it is on the agenda of a meeting that was neither
  // cancelled nor closed.
  bool IsAhead(const std::string& item_id) const {
    return cancelled.empty() && !closed_at && items.contains(item_id);
  }

  // The item about a case; null if the case is not listed, or not as this item. Blank, the first.
  const Item* ItemAbout(const std::string& item_id, const std::string& subject_id) const;
  std::vector<Contradiction> Contradictions() const override;  // consistency.cc
};

// For WorkflowTable::LoadBeside: the case that the item named by a command is about.
template <typename Command>
std::vector<StreamRef> CaseOfItem(const Command& command, const Meeting& meeting) {
  const auto item = meeting.items.find(command.item_id());
  if (item == meeting.items.end()) return {};
  return {{item->second.subject, item->second.subject_id}};
}

// Whether the item may be decided: MEETING_NOT_HELD if the meeting was cancelled, NOT_AUTHORISED if
// it is of a kind that only advises; NOT_LISTED; PACK_NOT_ISSUED if the meeting decides only on a
// pack, and that was not approved and issued by then; QUORUM_NOT_EVALUATED or NOT_QUORATE with what
// is missing; DATE_OUT_OF_ORDER if the quorum was evaluated only after `decided_by`, the last
// moment at which the decision can have been made; none if it may. `item_id` blank asks for any
// item about the subject.
std::optional<types::v1::Rejection> UnlessQuorate(const Meeting& meeting,
                                                  const std::string& item_id,
                                                  const std::string& subject_id,
                                                  absl::Time decided_by,
                                                  const absl::TimeZone& london);

// Which item of the agenda a decision on a case is made as: the one that is named, else the only
// one there is. Refused (UNKNOWN_REFERENCE) if there are several, and none is named. Blank if the
// case is not listed.
struct FoundItem {
  std::optional<types::v1::Rejection> rejection;
  std::string item_id;
};
FoundItem FindItem(const Meeting& meeting, const std::string& item_id,
                   const std::string& subject_id);

// PACK_NOT_ISSUED if the meeting decides only on a pack, and by then the last one with papers on
// the item was not approved, or issued to nobody who takes part in the item from a seat.
std::optional<types::v1::Rejection> UnlessOnPack(const Meeting& meeting, const Item& item,
                                                 absl::Time decided_by,
                                                 const absl::TimeZone& london);

// QUORUM_NOT_EVALUATED if somebody who was present when the quorum of the item was evaluated left
// before the decision was made, at `decided_at`. The item has a quorum (UnlessQuorate).
std::optional<types::v1::Rejection> UnlessStillThere(const Meeting& meeting, const Item& item,
                                                     absl::Time decided_at,
                                                     const absl::TimeZone& london);

// CONTRADICTORY if what a meeting decided could not have been decided at it as it would stand
// corrected: by its kind, its time, and the packs that were issued by then. The cases are among the
// streams that were loaded, with CasesDecided. Nothing if nothing is corrected.
std::optional<types::v1::Rejection> UnlessBearsDecisions(const Meeting& corrected,
                                                         const Context& context);
// The cases of those items of which something may have been decided, for a correction alone.
std::vector<StreamRef> CasesDecided(const Meeting& meeting);
template <typename Command>
std::vector<StreamRef> CasesDecidedIfCorrected(const Command& command, const Meeting& meeting) {
  if (command.header().corrects_event_id().empty()) return {};
  return CasesDecided(meeting);
}

// Where in the log somebody who took part in the item declared an interest in it that was not known
// when its quorum was evaluated, was not ruled to be none, and after which no later meeting
// ratified the item; of the person, or the last of all. 0: there is none. A decision that was
// recorded before that is to be ratified, or made anew.
uint64_t InterestSince(const Meeting& meeting, const Item& item, const std::string& person_id);
uint64_t InterestSince(const Meeting& meeting, const Item& item);

// Where in the log somebody who counted for the item's quorum was recorded as gone by then, and
// after which no later meeting ratified the item; 0: there is nobody. A decision that was recorded
// before that is to be ratified, or made anew.
uint64_t GoneSince(const Item& item);

// Of the seats that an evaluation counted for the item: those in which, as it is recorded by now,
// nobody was there at the moment.
std::vector<std::string> SeatsEmptyAt(absl::Time moment,
                                      const events::v1::QuorumEvaluated& evaluation,
                                      const Meeting& meeting);

// Of a vote on an item, for which the meeting was quorate. Without a vote counted it was carried by
// all.
//   CONTRADICTORY  more votes than members who counted for the item
//   NOT_CARRIED    not more for than against
std::optional<types::v1::Rejection> UnlessCarried(const Meeting& meeting,
                                                  const std::string& item_id, uint32_t votes_for,
                                                  uint32_t votes_against);

// NOT_AUTHORISED unless the meeting is of a body of this kind on the board's own register.
std::optional<types::v1::Rejection> UnlessMeetingOf(types::v1::BodyKind kind,
                                                    const Meeting& meeting,
                                                    const board::Board& board);

// DATE_OUT_OF_ORDER if the body that is to meet did not exist yet on the day.
std::optional<types::v1::Rejection> UnlessBodyExists(const board::Body& body,
                                                     const std::string& body_id,
                                                     absl::CivilDay day);

// WRONG_BOARD unless the meeting is of the board one acts for.
std::optional<types::v1::Rejection> UnlessOurs(const Meeting& meeting, const Context& context);

// MEETING_NOT_HELD if the meeting was cancelled.
std::optional<types::v1::Rejection> UnlessCancelled(const Meeting& meeting);

// Adds to a later meeting's stream what it made of an earlier one, unless it is told there so
// already.
void TellOfEarlier(const events::v1::EarlierMeetingTaken& taken, const Meeting& at_meeting,
                   const google::protobuf::Message& command, Decision& decision);

// Refused unless the meeting is of the board one acts for, and neither cancelled nor closed.
std::optional<types::v1::Rejection> UnlessRunning(const Meeting& meeting, const Context& context);

// DATE_OUT_OF_ORDER past the end of a meeting: nobody joins it then, and no quorum is found for it.
std::optional<types::v1::Rejection> UnlessEnded(const Meeting& meeting, absl::Time at,
                                                const absl::TimeZone& london);

// DATE_OUT_OF_ORDER with this sentence if it was before the other.
std::optional<types::v1::Rejection> UnlessAfter(absl::Time at, absl::Time earlier,
                                                const std::string& sentence);

// NOT_LISTED unless the meeting has such an item.
std::optional<types::v1::Rejection> UnlessItem(const Meeting& meeting, const std::string& item_id);

// NOT_A_MEMBER unless the person sits on the body of the meeting on that day, as said.
std::optional<types::v1::Rejection> UnlessSits(const Meeting& meeting, const board::Board& board,
                                               const Attendance& as, absl::CivilDay day);

// Adds a case to the agenda: the meeting's half of listing it. The workflow of the case adds its
// own event beside it, and says whether what is to be decided of it may be several items.
struct Listing {
  std::string item_id;
  types::v1::Aggregate subject{};
  std::string subject_id;
  bool once_more = false;
};
std::optional<types::v1::Rejection> ListItem(const google::protobuf::Message& command,
                                             const Listing& listing, const Context& context,
                                             const Meeting& meeting, Decision& decision);

// By which rules an item is judged: some places at the table are needed for an unexpected death
// alone, and a death that nobody has classified may be one.
enum class DeathKind { kOther, kUnexpected, kUnclassified };
DeathKind KindOf(const Subject* subject);

// Who counts for an item at a moment, against the register of that day and the rules in force:
// the body's own, else the edition's. Refused (NO_EDITION_IN_FORCE) if there are neither.
struct Quorum {
  std::optional<types::v1::Rejection> rejection;
  events::v1::QuorumEvaluated evaluation;
};
Quorum EvaluateFor(const Meeting& meeting, const board::Board& board, const std::string& item_id,
                   absl::Time at, DeathKind death, const absl::TimeZone& london);

// Who was in the chair of a meeting in session, earliest first: as it is recorded, and until then
// whoever sat in the seat of the chair. None: nobody is known.
struct InTheChair {
  std::string person_id;
  std::string seat_id;  // blank: they have none
  bool chosen_by_meeting = false;
  absl::Time from;
};
std::vector<InTheChair> ChairsOf(const Meeting& meeting, const board::Board& board);

void RegisterChair(WorkflowTable& table);       // chair.cc: who is in the chair
void RegisterAttendance(WorkflowTable& table);  // attendance.cc: who comes and goes
void RegisterQuorum(WorkflowTable& table);      // quorum.cc: who counts
void RegisterInterests(WorkflowTable& table);   // interests.cc: declared, ruled on
void RegisterAgenda(WorkflowTable& table);      // agenda.cc: what becomes of it before it is held
void RegisterPacks(WorkflowTable& table);       // packs.cc: the anonymised pack
void RegisterPapers(WorkflowTable& table);      // papers.cc: replies to papers, ratified or not
void RegisterMinutes(WorkflowTable& table);     // minutes.cc: confirmed, minuted, agreed
void RegisterClosing(WorkflowTable& table);     // closing.cc
void Register(WorkflowTable& table);            // all of it

}  // namespace candour::workflows::meeting
