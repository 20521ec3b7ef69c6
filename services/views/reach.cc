#include "services/views/reach.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "base/status.h"
#include "candour/views/v1/rows.pb.h"
#include "services/views/keys.h"
#include "services/views/scan.h"
#include "workflows/dates.h"

namespace candour::views {

using workflows::board::Board;
using workflows::board::SignIn;

// Somebody known by the register, and what the rows say of single ids.
class Reach::Reader {
 public:
  Reader(const Snapshot& view, const Kept& kept, const std::vector<std::string>& people)
      : view_(view), people_(people) {
    for (const std::string& person_id : people) {
      const auto found = kept.apart.find(person_id);
      if (found != kept.apart.end()) apart_.push_back(&found->second);
    }
  }

  bool IsApartFromAnything() const {
    return std::any_of(apart_.begin(), apart_.end(),
                       [](const Apart* apart) { return !apart->ids.empty(); });
  }

  bool IsPart(const std::string& id) const {
    return std::any_of(apart_.begin(), apart_.end(),
                       [&](const Apart* apart) { return apart->part_ids.contains(id); });
  }

  absl::StatusOr<bool> IsApart(const std::string& id) const {
    ASSIGN_OR_RETURN(const bool apart, IsKinApart(id));
    if (apart) return true;
    ASSIGN_OR_RETURN(const auto owner, GetRow<v1::OwnerRow>(view_.rows, OwnerKey(id)));
    if (!owner) return false;
    // Minutes and agendas tell of every item. A pack tells of those it has papers on.
    if (IsPart(owner->id())) {
      ASSIGN_OR_RETURN(const auto meetings, MeetingsOfPack(id));
      return meetings.empty();
    }
    return IsKinApart(owner->id());
  }

  // Whether it is a meeting they do not sit in, or a paper that was not given to them.
  absl::StatusOr<bool> IsNotTheirs(const std::string& id) const {
    ASSIGN_OR_RETURN(const auto seated, GetRow<v1::SeatedRow>(view_.rows, SeatedKey(id)));
    if (seated) return !SitsIn(*seated);
    ASSIGN_OR_RETURN(const auto owner, GetRow<v1::OwnerRow>(view_.rows, OwnerKey(id)));
    if (!owner || owner->document_kind() == types::v1::DOCUMENT_KIND_UNSPECIFIED) return false;
    ASSIGN_OR_RETURN(const auto meetings, MeetingsOfPack(id));
    for (const std::string& meeting_id : meetings) {
      ASSIGN_OR_RETURN(const auto of, GetRow<v1::SeatedRow>(view_.rows, SeatedKey(meeting_id)));
      if (of && WasIssued(*of, id)) return false;
    }
    if (!meetings.empty() || owner->document_kind() == types::v1::MEETING_PACK) return true;
    if (owner->kind() == types::v1::BOARD) return false;  // guidance, terms of a body: of no case
    if (owner->kind() != types::v1::MEETING) return true;
    ASSIGN_OR_RETURN(const auto of, GetRow<v1::SeatedRow>(view_.rows, SeatedKey(owner->id())));
    return !of || !SitsIn(*of);
  }

 private:
  bool IsNamed(const std::string& id) const {
    return std::any_of(apart_.begin(), apart_.end(),
                       [&](const Apart* apart) { return apart->ids.contains(id); });
  }

  absl::StatusOr<bool> IsKinApart(const std::string& id) const {
    if (IsNamed(id)) return true;
    ASSIGN_OR_RETURN(const auto kin, GetRow<v1::ApartRow::Person>(view_.rows, KinKey(id)));
    return kin && std::any_of(kin->ids().begin(), kin->ids().end(),
                              [&](const std::string& other) { return IsNamed(other); });
  }

  bool Is(const std::string& person_id) const {
    return std::find(people_.begin(), people_.end(), person_id) != people_.end();
  }

  bool SitsIn(const v1::SeatedRow& meeting) const {
    if (std::any_of(meeting.person_ids().begin(), meeting.person_ids().end(),
                    [&](const std::string& person_id) { return Is(person_id); })) {
      return true;
    }
    const auto board = view_.boards.find(meeting.board_id());
    if (board == view_.boards.end()) return false;
    const absl::CivilDay day = workflows::DayOf(meeting.on());
    for (const auto& [seat_id, seat] : board->second->seats) {
      if (seat.body_id != meeting.body_id()) continue;
      for (const std::string& person_id : people_) {
        if (seat.HeldBy(person_id, day) || seat.DeputisedBy(person_id, day)) return true;
      }
    }
    return false;
  }

  bool WasIssued(const v1::SeatedRow& meeting, const std::string& document_id) const {
    for (const auto& pack : meeting.packs()) {
      if (pack.document_id() != document_id) continue;
      if (std::any_of(pack.person_ids().begin(), pack.person_ids().end(),
                      [&](const std::string& person_id) { return Is(person_id); })) {
        return true;
      }
    }
    return false;
  }

  absl::StatusOr<std::vector<std::string>> MeetingsOfPack(const std::string& document_id) const {
    std::vector<std::string> ids;
    RETURN_IF_ERROR(ScanRows<v1::OwnerRow>(
        view_.rows, PackPrefix(document_id),
        [&](const std::string&, const v1::OwnerRow& row) { ids.push_back(row.id()); }));
    return ids;
  }

  const Snapshot& view_;
  const std::vector<std::string>& people_;
  std::vector<const Apart*> apart_;
};

absl::StatusOr<std::shared_ptr<const Reach::Kept>> Reach::KeptOf(const Snapshot& view) {
  absl::MutexLock lock(&mutex_);
  if (kept_ != nullptr && kept_->rebuilds == view.rebuilds &&
      kept_->apart_changes == view.apart_changes) {
    return kept_;
  }
  auto kept = std::make_shared<Kept>();
  kept->rebuilds = view.rebuilds;
  kept->apart_changes = view.apart_changes;
  RETURN_IF_ERROR(ScanRows<v1::ApartRow>(
      view.rows, kApartPrefix, [&](const std::string&, const v1::ApartRow& row) {
        for (const auto& person : row.people()) {
          Apart& apart = kept->apart[person.person_id()];
          apart.ids.insert(person.ids().begin(), person.ids().end());
          apart.part_ids.insert(person.part_ids().begin(), person.part_ids().end());
        }
      }));
  for (const auto& [board_id, board] : view.boards) {
    for (const auto& [sign_in, joined] : board->sign_ins) {
      kept->people[sign_in].push_back(joined.person_id);
      kept->joining_boards.insert(board_id);
    }
  }
  kept_ = std::move(kept);
  return kept_;
}

absl::Status Reach::Answer(const Snapshot& view, const v1::GetReachRequest& request,
                           v1::GetReachReply& reply) {
  ASSIGN_OR_RETURN(const std::shared_ptr<const Kept> kept, KeptOf(view));
  const auto people = kept->people.find(SignIn{request.issuer(), request.subject()});
  if (people == kept->people.end()) {
    reply.set_unknown(std::any_of(
        request.board_ids().begin(), request.board_ids().end(),
        [&](const std::string& board_id) { return kept->joining_boards.contains(board_id); }));
    return absl::OkStatus();
  }
  const Reader reader(view, *kept, people->second);
  reply.set_apart(request.by_seat() || reader.IsApartFromAnything());
  if (!reply.apart()) return absl::OkStatus();
  for (const std::string& id : request.ids()) {
    ASSIGN_OR_RETURN(bool apart, reader.IsApart(id));
    if (!apart && request.by_seat()) {
      ASSIGN_OR_RETURN(apart, reader.IsNotTheirs(id));
    }
    if (apart) {
      reply.add_ids(id);
    } else if (reader.IsPart(id)) {
      reply.add_part_ids(id);
    }
  }
  return absl::OkStatus();
}

}  // namespace candour::views
