// One document and its versions, folded. It belongs to a case, a review, a meeting or a board,
// whose key seals it: what is written here serves all of them.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "candour/casework/v1/documents.pb.h"
#include "candour/events/v1/documents.pb.h"
#include "candour/types/v1/document.pb.h"
#include "candour/types/v1/rejection.pb.h"
#include "workflows/aggregate.h"
#include "workflows/context.h"
#include "workflows/table.h"

namespace candour::workflows::document {

struct Version {
  events::v1::DocumentVersionAdded record;
  std::vector<events::v1::DocumentScanned> scans;  // the last one stands
  std::optional<events::v1::DocumentReleased> released;
  std::vector<events::v1::DocumentPinned> pins;
  Micros recorded_at = 0;
  std::string file_name = {};  // blank once names were forgotten

  types::v1::ScanFinding Finding() const;
  // Nobody may have it: not scanned, not found clean, and not released since.
  bool Quarantined() const;
};

struct Document : Aggregate {
  static constexpr types::v1::Aggregate kKind = types::v1::DOCUMENT;

  events::v1::DocumentAdded added;
  events::v1::DocumentNamed named;  // blank once names were forgotten
  std::vector<Version> versions;    // version n at n - 1

  // Null if there is none. 0 is the newest.
  const Version* Find(uint32_t version) const;
  types::v1::DocumentPin PinOf(const Version& version) const;

  // Which key of its owner seals the content: that of names, unless it names nobody.
  types::v1::Scope ContentScope() const;
  std::optional<StreamRef> PartOf() const override;
};

types::v1::Scope ContentScope(bool anonymised);

// What a document will belong to.
StreamRef OwnerOf(const casework::v1::AddDocument& command);

// For whatever rests on a version of a document: UNKNOWN_REFERENCE if there is none,
// DOCUMENT_QUARANTINED if nobody may have read it; none if it may be pinned (Document::PinOf).
std::optional<types::v1::Rejection> UnlessReadable(const Document& document, uint32_t version);

void Register(WorkflowTable& table);

}  // namespace candour::workflows::document
