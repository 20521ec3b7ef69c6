#include "workflows/case_review/review_kind.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "workflows/clocks/calendar.h"
#include "workflows/clocks/milestones.h"
#include "workflows/dates.h"
#include "workflows/meeting/meeting.h"
#include "workflows/refusals.h"
#include "workflows/words.h"

namespace candour::workflows::case_review {

using board::Board;
using board::Seat;
using types::v1::Rejection;
using types::v1::ReviewKind;

namespace {

editions::CaseDays DaysOf(const CaseReview& review, const Board& board, absl::CivilDay day) {
  return {review.ReferredOn(), day, board.id};
}

std::string Titles(const std::vector<const ReviewKind*>& kinds) {
  return absl::StrJoin(kinds, "; ", [](std::string* out, const ReviewKind* kind) {
    absl::StrAppend(out, kind->title());
  });
}

bool HadPart(const CaseReview& review, const std::string& person_id) {
  return review.involvements.contains(person_id);
}

// Null: they do not decide from this place.
const std::string* SeatAt(const types::v1::Decider::Place& place, const std::string& person_id,
                          const CaseReview& review, const Board& board, absl::CivilDay day) {
  for (const auto& [seat_id, seat] : board.seats) {
    const auto body = board.bodies.find(seat.body_id);
    if (body == board.bodies.end() || Key(body->second.kind) != place.body_kind()) continue;
    if (Key(seat.role) != place.seat_role()) continue;
    if (seat.HeldBy(person_id, day)) return &seat_id;
    const board::Tenure* holder = seat.HolderOn(day);
    if (holder != nullptr && HadPart(review, holder->person_id) &&
        seat.DeputisedBy(person_id, day)) {
      return &seat_id;
    }
  }
  return nullptr;
}

bool IsVacant(const types::v1::Decider::Place& place, const Board& board, absl::CivilDay day) {
  return std::none_of(board.seats.begin(), board.seats.end(), [&](const auto& entry) {
    const auto body = board.bodies.find(entry.second.body_id);
    return body != board.bodies.end() && Key(body->second.kind) == place.body_kind() &&
           Key(entry.second.role) == place.seat_role() && entry.second.HolderOn(day) != nullptr;
  });
}

Rejection NotAuthorised(const types::v1::Decider& decider, const std::string& why_and_way_out,
                        const std::string& about) {
  return Refuse(types::v1::DECIDER_NOT_AUTHORISED,
                absl::StrCat(decider.title(), ": nobody else decides, and ", why_and_way_out),
                CitationOf(decider.standing().source()), {about});
}

std::string Empty(absl::CivilDay day) {
  return absl::StrCat("the seat that decides was empty on ", clocks::DateWords(day),
                      ". A deputy stands in for a holder who had a part in the case, not for an "
                      "empty seat: have it filled, if only for the time being.");
}

// Which seat a decision lacks, and that nobody was named for it.
std::string Unnamed(const types::v1::Decider::Place& place, const Board& board,
                    absl::CivilDay day) {
  if (IsVacant(place, board, day)) return Empty(day);
  return absl::StrCat("nobody is named who held the seat of ", place.seat_role(), " on ",
                      clocks::DateWords(day),
                      ". Whoever holds these seats decides together: name every one of them, the "
                      "others in co_decider_person_ids.");
}

}  // namespace

FoundKind KindOf(const CaseReview& review, const Board& board, types::v1::ReviewOption option,
                 absl::CivilDay day) {
  const editions::CaseDays days = DaysOf(review, board, day);
  if (const auto kind = board.editions.ReviewKindOf(Key(option), days); kind.ok()) {
    return {*kind, std::nullopt};
  }
  const auto kinds = board.editions.ReviewKindsFor(days);
  if (kinds.empty()) {
    return {nullptr,
            Refuse(types::v1::NO_EDITION_IN_FORCE,
                   absl::StrCat("The board has adopted no guidance that names the kinds of review "
                                "there were on ",
                                clocks::DateWords(review.ReferredOn()), ". Adopt it first."),
                   kOwnRule, {review.id})};
  }
  return {nullptr, Refuse(types::v1::NOT_A_KIND_OF_EDITION,
                          absl::StrCat("The guidance of the case knows no ", Words(option),
                                       ". It knows: ", Titles(kinds), ". Choose one of these."),
                          CitationOf(kinds.front()->standing().source()), {review.id})};
}

Deciding SeatsOf(const std::vector<std::string>& person_ids, const ReviewKind& kind,
                 const CaseReview& review, const Board& board, absl::CivilDay day) {
  const auto decider =
      board.editions.DeciderOf(types::v1::CASE_REVIEW, kind.decision(), DaysOf(review, board, day));
  if (!decider.ok()) {
    return {{},
            Refuse(types::v1::NO_EDITION_IN_FORCE,
                   "The guidance of the case does not say who decides. Adopt it anew.", kOwnRule,
                   {review.id})};
  }
  Deciding deciding;
  std::vector<bool> filled((*decider)->places_size(), false);
  for (const std::string& person_id : person_ids) {
    const std::string* seat_id = nullptr;
    for (int i = 0; i < (*decider)->places_size() && seat_id == nullptr; ++i) {
      if (filled[i]) continue;
      seat_id = SeatAt((*decider)->places(i), person_id, review, board, day);
      filled[i] = seat_id != nullptr;
    }
    if (seat_id == nullptr) {
      const bool vacant =
          (*decider)->places_size() == 1 && IsVacant((*decider)->places(0), board, day);
      deciding.rejection = NotAuthorised(
          **decider,
          vacant ? Empty(day)
                 : absl::StrCat("somebody named did not hold a seat that decides on ",
                                clocks::DateWords(day),
                                ". Put the decision to who held it, or correct the register."),
          person_id);
      return deciding;
    }
    deciding.seat_ids.push_back(*seat_id);
  }
  for (int i = 0; i < (*decider)->places_size(); ++i) {
    if (filled[i]) continue;
    deciding.rejection =
        NotAuthorised(**decider, Unnamed((*decider)->places(i), board, day), review.id);
    return deciding;
  }
  return deciding;
}

std::optional<Rejection> UnlessOfThoseWhoAccept(const CaseReview& review,
                                                const std::string& person_id,
                                                const ReviewKind& kind, const Board& board,
                                                absl::CivilDay day) {
  const auto& bodies = kind.accepted_by();
  if (bodies.empty()) return std::nullopt;
  for (const auto& [seat_id, seat] : board.seats) {
    const auto body = board.bodies.find(seat.body_id);
    if (body == board.bodies.end()) continue;
    if (std::find(bodies.begin(), bodies.end(), Key(body->second.kind)) == bodies.end()) continue;
    if (seat.HeldBy(person_id, day) || seat.DeputisedBy(person_id, day)) return std::nullopt;
  }
  return Refuse(
      types::v1::DECIDER_NOT_AUTHORISED,
      absl::StrCat("Whoever accepts the report decides on its publication (",
                   absl::StrJoin(bodies, "; "),
                   "), and this person sat there on no seat "
                   "on ",
                   clocks::DateWords(day), ". Name somebody who did, or correct the register."),
      CitationOf(kind.standing().source()), {review.id, person_id});
}

std::optional<Rejection> UnlessDecidersCounted(const CaseReview& review,
                                               const meeting::Meeting& meeting,
                                               const std::string& item_id, const ReviewKind& kind,
                                               const Board& board, absl::CivilDay day) {
  const auto decider =
      board.editions.DeciderOf(types::v1::CASE_REVIEW, "accept_report", DaysOf(review, board, day));
  const auto item = meeting.items.find(item_id);
  if (!kind.rests_on_criterion() || !decider.ok() || item == meeting.items.end() ||
      !item->second.quorum) {
    return std::nullopt;
  }
  const auto& counted = item->second.quorum->counted_seat_ids();
  if (counted.empty()) return std::nullopt;  // it was not told who
  const std::vector<meeting::Attendance> there = meeting.PresenceFor(item_id);
  const auto fills = [&](const types::v1::Decider::Place& place, const std::string& seat_id) {
    const auto seat = board.seats.find(seat_id);
    if (seat != board.seats.end() && Key(seat->second.role) == place.seat_role()) return true;
    return std::any_of(there.begin(), there.end(), [&](const meeting::Attendance& one) {
      return one.seat_id == seat_id && SeatAt(place, one.person_id, review, board, day) != nullptr;
    });
  };
  for (const auto& place : (*decider)->places()) {
    if (std::any_of(counted.begin(), counted.end(),
                    [&](const std::string& seat_id) { return fills(place, seat_id); })) {
      continue;
    }
    return NotAuthorised(
        **decider,
        absl::StrCat("nobody counted at this meeting for the seat of ", place.seat_role(),
                     ". Have it accepted where all of them sit, or record who was there."),
        meeting.id);
  }
  return std::nullopt;
}

const ReviewKind::Publication* PublicationOwed(const CaseReview& review, const ReviewKind& kind) {
  if (!kind.has_publication() || review.Standing() == nullptr) return nullptr;
  const ReviewKind::Publication& owed = kind.publication();
  const bool since =
      !owed.has_decided_from() || review.Standing()->decided_on >= DayOf(owed.decided_from());
  return since ? &owed : nullptr;
}

std::optional<Rejection> UnlessCriteriaHold(
    const google::protobuf::RepeatedPtrField<std::string>& criteria, const ReviewKind& kind,
    const CaseReview& review, const Board& board, absl::CivilDay day) {
  const auto known = board.editions.CriteriaFor(DaysOf(review, board, day));
  const types::v1::ReviewCriterion* only_notified = nullptr;
  bool has_ground = false;
  for (const std::string& key : criteria) {
    const auto found = std::find_if(known.begin(), known.end(),
                                    [&](const auto* criterion) { return criterion->key() == key; });
    if (found == known.end()) {
      return Refuse(types::v1::UNKNOWN_REFERENCE,
                    absl::StrCat("The guidance of the case has no such criterion. It has: ",
                                 absl::StrJoin(known, "; ",
                                               [](std::string* out, const auto* criterion) {
                                                 absl::StrAppend(out, criterion->key());
                                               }),
                                 ". Name those that are met."),
                    known.empty() ? kOwnRule : CitationOf(known.front()->standing().source()),
                    {key});
    }
    const bool to_notify = (*found)->strength() == types::v1::ReviewCriterion::MUST_NOTIFY;
    if (to_notify) only_notified = *found;
    has_ground |= !to_notify;
    const bool must = (*found)->strength() == types::v1::ReviewCriterion::MUST_REVIEW;
    if (!must || kind.rests_on_criterion() || kind.decided() == clocks::kScrLedElsewhere) continue;
    return Refuse(types::v1::CONTRADICTORY,
                  absl::StrCat("Where this criterion is met a review has to be held: ",
                               (*found)->words(), " Decide on one, or say that it is not met."),
                  CitationOf((*found)->standing().source()), {key});
  }
  if (only_notified != nullptr && !has_ground && kind.rests_on_criterion()) {
    return Refuse(types::v1::NO_CRITERION_MET,
                  absl::StrCat(kind.title(),
                               ": that an incident has to be notified is no ground "
                               "for it. Say for which criterion of a review it is "
                               "held, or choose another kind."),
                  CitationOf(only_notified->standing().source()), {review.id});
  }
  return std::nullopt;
}

}  // namespace candour::workflows::case_review
