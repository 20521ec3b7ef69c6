#include "services/views/apart_rows.h"

#include <map>
#include <set>
#include <string>

#include "candour/views/v1/rows.pb.h"
#include "services/views/keys.h"
#include "workflows/case_review/case_review.h"
#include "workflows/child_death/child_death.h"
#include "workflows/clocks/calendar.h"
#include "workflows/document/document.h"
#include "workflows/meeting/meeting.h"

namespace candour::views {
namespace {

using workflows::case_review::CaseReview;
using workflows::child_death::ChildDeath;
using workflows::document::Document;
using workflows::meeting::Item;
using workflows::meeting::Meeting;

// Any part in the case keeps somebody apart from it, as from deciding on it.
void PutApart(const CaseReview& review, Rows& rows) {
  if (review.involvements.empty()) return;
  v1::ApartRow row;
  for (const auto& [person_id, involvements] : review.involvements) {
    auto& person = *row.add_people();
    person.set_person_id(person_id);
    person.add_ids(review.id);
  }
  rows[ApartKey(review.id)] = row.SerializeAsString();
}

// A case that was merged into another, and the other, tell of one death.
void PutKin(const ChildDeath& death, Rows& rows) {
  v1::ApartRow::Person kin;
  if (!death.intake.belongs_to.empty()) kin.add_ids(death.intake.belongs_to);
  for (const auto& [absorbed, merge] : death.intake.absorbed) kin.add_ids(absorbed);
  rows[KinKey(death.id)] = kin.SerializeAsString();
}

void PutApart(const Meeting& meeting, Rows& rows) {
  std::map<std::string, std::set<std::string>> apart;  // by person
  bool interest = !meeting.taken_off.empty();
  const auto take_no_part = [&](const Item& item) {
    interest |= !item.recused.empty() || !item.declared.empty();
    for (const std::string& person_id : item.recused) {
      std::set<std::string>& ids = apart[person_id];
      ids.insert({item.id, item.subject_id});
      for (const auto& [pack_id, pack] : meeting.packs) {
        if (pack.item_ids.contains(item.id)) ids.insert(pack.document_id);
      }
      ids.erase("");
    }
  };
  for (const auto& [item_id, item] : meeting.items) take_no_part(item);
  for (const Item& item : meeting.taken_off) take_no_part(item);
  if (!interest) return;
  v1::ApartRow row;
  for (const auto& [person_id, ids] : apart) {
    auto& person = *row.add_people();
    person.set_person_id(person_id);
    *person.mutable_ids() = {ids.begin(), ids.end()};
    person.add_part_ids(meeting.id);
  }
  rows[ApartKey(meeting.id)] = row.SerializeAsString();
}

void PutSeated(const Meeting& meeting, Rows& rows) {
  if (meeting.body_id.empty()) return;
  v1::SeatedRow row;
  row.set_board_id(meeting.opened_by_board);
  row.set_body_id(meeting.body_id);
  *row.mutable_on() = workflows::clocks::ToDate(meeting.last_day);
  std::set<std::string> people = meeting.apologies;
  for (const auto& attendance : meeting.attendance) people.insert(attendance.person_id);
  for (const auto& reply : meeting.replies) people.insert(reply.by.person_id);
  *row.mutable_person_ids() = {people.begin(), people.end()};
  v1::OwnerRow owner;
  owner.set_kind(types::v1::MEETING);
  owner.set_id(meeting.id);
  for (const auto& [pack_id, pack] : meeting.packs) {
    if (pack.document_id.empty()) continue;
    auto& added = *row.add_packs();
    added.set_document_id(pack.document_id);
    *added.mutable_item_ids() = {pack.item_ids.begin(), pack.item_ids.end()};
    for (const auto& [person_id, at] : pack.issued_to) added.add_person_ids(person_id);
    rows[PackKey(pack.document_id, meeting.id)] = owner.SerializeAsString();
  }
  rows[SeatedKey(meeting.id)] = row.SerializeAsString();
}

// Also of what was forgotten nothing but whose it was is left to tell.
void PutOwner(types::v1::Aggregate kind, const workflows::Aggregate& state, Rows& rows) {
  const auto whole = state.PartOf();
  if (!whole) return;
  v1::OwnerRow row;
  row.set_kind(whole->kind);
  row.set_id(whole->id);
  if (kind == types::v1::DOCUMENT) {
    row.set_document_kind(static_cast<const Document&>(state).added.kind());
  }
  rows[OwnerKey(state.id)] = row.SerializeAsString();
}

}  // namespace

void AddApartRows(types::v1::Aggregate kind, const workflows::Aggregate& state, Rows& rows) {
  PutOwner(kind, state, rows);
  switch (kind) {
    case types::v1::CASE_REVIEW:
      return PutApart(static_cast<const CaseReview&>(state), rows);
    case types::v1::CHILD_DEATH:
      return PutKin(static_cast<const ChildDeath&>(state), rows);
    case types::v1::MEETING:
      PutSeated(static_cast<const Meeting&>(state), rows);
      return PutApart(static_cast<const Meeting&>(state), rows);
    default:
      return;
  }
}

}  // namespace candour::views
