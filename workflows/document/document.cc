#include "workflows/document/document.h"

#include "workflows/document/parts.h"

namespace candour::workflows::document {

namespace ev = events::v1;

types::v1::ScanFinding Version::Finding() const {
  return scans.empty() ? types::v1::SCAN_FINDING_UNSPECIFIED : scans.back().finding();
}

bool Version::Quarantined() const {
  if (released) return false;
  const types::v1::ScanFinding finding = Finding();
  return finding != types::v1::SCANNED_CLEAN && finding != types::v1::SCAN_NOT_PROVIDED;
}

const Version* Document::Find(uint32_t version) const {
  const size_t number = version == 0 ? versions.size() : version;
  return number == 0 || number > versions.size() ? nullptr : &versions[number - 1];
}

types::v1::DocumentPin Document::PinOf(const Version& version) const {
  types::v1::DocumentPin pin;
  pin.set_document_id(id);
  pin.set_version(version.record.version());
  pin.set_sha256(version.record.sha256());
  return pin;
}

types::v1::Scope ContentScope(bool anonymised) {
  return anonymised ? types::v1::OWN : types::v1::IDENTITY;
}

types::v1::Scope Document::ContentScope() const {
  return document::ContentScope(added.anonymised());
}

std::optional<StreamRef> Document::PartOf() const {
  if (added.about_id().empty()) return std::nullopt;
  return StreamRef{added.about(), added.about_id()};
}

void Evolve(Document& document, const ev::DocumentAdded& event, const Fact&) {
  document.added = event;
}

void Evolve(Document& document, const ev::DocumentNamed& event, const Fact&) {
  if (!event.title().empty()) document.named.set_title(event.title());
  if (event.file_name().empty()) return;
  document.named.set_file_name(event.file_name());
  if (!document.versions.empty()) document.versions.back().file_name = event.file_name();
}

void Evolve(Document& document, const ev::DocumentVersionAdded& event, const Fact& fact) {
  // The first is named before it comes, every other after.
  const bool first = document.versions.empty();
  document.versions.push_back(
      {event, {}, {}, {}, fact.recorded_at, first ? document.named.file_name() : std::string()});
}

namespace {

// A later version of a program that numbered otherwise would be passed over, never misread.
Version* At(Document& document, uint32_t version) {
  const bool known = version > 0 && version <= document.versions.size();
  return known ? &document.versions[version - 1] : nullptr;
}

}  // namespace

void Evolve(Document& document, const ev::DocumentScanned& event, const Fact&) {
  Version* const version = At(document, event.version());
  if (version == nullptr) return;
  version->scans.push_back(event);
  // What a scanner finds afterwards, nobody answered for.
  if (event.finding() == types::v1::SCANNED_INFECTED) version->released.reset();
}

void Evolve(Document& document, const ev::DocumentReleased& event, const Fact&) {
  if (Version* const version = At(document, event.version())) version->released = event;
}

void Evolve(Document& document, const ev::DocumentPinned& event, const Fact&) {
  if (Version* const version = At(document, event.document().version())) {
    version->pins.push_back(event);
  }
}

void Register(WorkflowTable& table) {
  table.Events<Document, ev::DocumentAdded, ev::DocumentNamed, ev::DocumentVersionAdded,
               ev::DocumentScanned, ev::DocumentReleased, ev::DocumentPinned>();
  RegisterRules(table);
}

}  // namespace candour::workflows::document
