#include "tools/candour/bundle_page.h"

#include <map>
#include <memory>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "candour/options.pb.h"
#include "candour/types/v1/options.pb.h"
#include "candour/types/v1/time.pb.h"
#include "google/protobuf/timestamp.pb.h"
#include "services/audit/bundle/readable.h"
#include "storage/bytes.h"
#include "storage/merkle/tree.h"
#include "tools/candour/speech/words.h"

namespace candour::cli {
namespace {

using audit::VerifiedEvent;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

constexpr char kStyle[] = R"(
:root { color-scheme: light; }
body { font: 1rem/1.5 "Liberation Sans", Arial, Helvetica, sans-serif; color: #0b0c0c;
  background: #fff; margin: 0 auto; max-width: 56rem; padding: 0 1rem 3rem; }
.skip { position: absolute; left: -999rem; }
.skip:focus { position: static; display: inline-block; padding: .5rem; background: #fd0; }
a { color: #1a4f8a; }
a:focus { outline: 3px solid #fd0; background: #fd0; color: #0b0c0c; }
.marking { font-weight: bold; border-bottom: 4px solid #1d3557; padding: 1rem 0 .5rem; margin: 0; }
h1 { font-size: 2rem; line-height: 1.2; margin: 1rem 0; }
h2 { font-size: 1.5rem; margin: 2.5rem 0 1rem; }
h3 { font-size: 1.1875rem; margin: 0 0 .5rem; }
.notice { border-left: 8px solid #1d3557; padding: .25rem 0 .25rem 1rem; margin: 1.5rem 0; }
.gap { border-left: 8px solid #8c4a00; background: #fdf3e7; padding: 1rem; }
.correction { border-left: 8px solid #6b3fa0; padding-left: 1rem; }
ol.timeline { list-style: none; padding: 0; margin: 0; }
ol.timeline > li { border-top: 1px solid #767676; padding: 1.25rem 0; }
dl { display: grid; grid-template-columns: minmax(9rem, 14rem) 1fr; gap: .25rem 1rem; margin: 0; }
dt { font-weight: bold; }
dd { margin: 0; overflow-wrap: anywhere; white-space: pre-wrap; }
dd dl { border-left: 2px solid #b1b4b6; padding-left: .75rem; white-space: normal; }
.facts { margin-top: .75rem; padding-top: .75rem; border-top: 1px dashed #b1b4b6; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: .875rem; }
caption { text-align: left; font-weight: bold; padding-bottom: .5rem; }
th, td { text-align: left; vertical-align: top; padding: .375rem .75rem .375rem 0;
  border-bottom: 1px solid #b1b4b6; }
code, pre { font: .8125rem/1.4 "Liberation Mono", monospace; overflow-wrap: anywhere;
  white-space: pre-wrap; }
@media (max-width: 40rem) { dl { grid-template-columns: 1fr; } dd { margin-bottom: .5rem; } }
@media print { body { max-width: none; font-size: 10.5pt; padding: 0; } .skip, nav { display: none; }
  ol.timeline > li, tr, .notice { break-inside: avoid; } h2, h3 { break-after: avoid; }
  thead { display: table-header-group; } a { color: inherit; text-decoration: none; } }
)";

std::string Escaped(absl::string_view text) {
  return absl::StrReplaceAll(
      text, {{"&", "&amp;"}, {"<", "&lt;"}, {">", "&gt;"}, {"\"", "&quot;"}, {"'", "&#39;"}});
}

void AddRow(std::string& out, absl::string_view label, absl::string_view value) {
  if (value.empty()) return;
  absl::StrAppend(&out, "<dt>", Escaped(label), "</dt><dd>", Escaped(value), "</dd>\n");
}

// "received_at" is "Received at".
std::string LabelOf(const FieldDescriptor& field) {
  std::string label = absl::StrReplaceAll(field.name(), {{"_", " "}});
  label[0] = absl::ascii_toupper(static_cast<unsigned char>(label[0]));
  return label;
}

bool HasWords(const google::protobuf::Descriptor& type) {
  return &type == types::v1::Date::descriptor() || &type == types::v1::Occurred::descriptor() ||
         &type == google::protobuf::Timestamp::descriptor();
}

void AddFields(std::string& out, const Message& message) {
  std::vector<const FieldDescriptor*> set;
  message.GetReflection()->ListFields(message, &set);
  for (const FieldDescriptor* field : set) {
    const std::string label = LabelOf(*field);
    if (field->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE || HasWords(*field->message_type())) {
      AddRow(out, label, ValueWords(message, field->name()));
      continue;
    }
    const google::protobuf::Reflection& reflection = *message.GetReflection();
    const int count = field->is_repeated() ? reflection.FieldSize(message, field) : 1;
    for (int i = 0; i < count; ++i) {
      absl::StrAppend(&out, "<dt>", Escaped(label), "</dt><dd><dl>\n");
      AddFields(out, field->is_repeated() ? reflection.GetRepeatedMessage(message, field, i)
                                          : reflection.GetMessage(message, field));
      out += "</dl></dd>\n";
    }
  }
}

std::string TitleOf(const record::v1::EventBody& body, const Message* payload) {
  if (payload == nullptr) return body.type();
  const std::string& title =
      payload->GetDescriptor()->options().GetExtension(candour::event).title();
  return title.empty() ? body.type() : title;
}

std::string RecordedWords(const storage::Leaf& leaf) {
  return MomentWords(absl::FromUnixMicros(leaf.recorded_at));
}

class Page {
 public:
  Page(const audit::Bundle& bundle, const audit::Verified& verified)
      : bundle_(bundle), verified_(verified) {
    for (const VerifiedEvent& event : verified.events) {
      if (!event.body || event.body->corrects_event_id().empty()) continue;
      corrected_by_[event.body->corrects_event_id()].push_back(event.leaf.position);
    }
    for (const VerifiedEvent& event : verified.events) {
      positions_[event.leaf.event_id.Text()] = event.leaf.position;
    }
  }

  std::string Make() {
    Open();
    AddSummary();
    AddStatement();
    AddTimeline();
    AddProof();
    out_ += "</main>\n</body>\n</html>\n";
    return std::move(out_);
  }

 private:
  void Open();
  void AddSummary();
  void AddStatement();
  void AddTimeline();
  void AddGap(const VerifiedEvent& event);
  void AddEvent(const VerifiedEvent& event);
  void AddCorrections(const VerifiedEvent& event);
  void AddProof();
  std::string LinkTo(uint64_t position) const {
    return absl::StrCat("<a href=\"#p", position, "\">entry ", position, "</a>");
  }

  const audit::Bundle& bundle_;
  const audit::Verified& verified_;
  std::map<std::string, std::vector<uint64_t>> corrected_by_;  // by event id
  std::map<std::string, uint64_t> positions_;                  // by event id
  std::string out_;
};

void Page::Open() {
  absl::StrAppend(
      &out_,
      "<!doctype html>\n<html lang=\"en-GB\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src "
      "'unsafe-inline'\">\n<title>Record of one case</title>\n<style>",
      kStyle,
      "</style>\n</head>\n<body>\n<a class=\"skip\" href=\"#timeline\">Skip to the timeline</a>\n"
      "<header><p class=\"marking\">OFFICIAL-SENSITIVE</p></header>\n"
      "<nav aria-label=\"Contents\"><p><a href=\"#about\">About this record</a> · "
      "<a href=\"#proves\">What it proves</a> · <a href=\"#timeline\">Timeline</a> · "
      "<a href=\"#proof\">Proof</a></p></nav>\n<main>\n<h1>Record of one case</h1>\n");
}

void Page::AddSummary() {
  out_ += "<section aria-labelledby=\"about\">\n<h2 id=\"about\">About this record</h2>\n<dl>\n";
  AddRow(out_, "Case", verified_.about.id());
  if (verified_.made) {
    AddRow(out_, "Made for", verified_.made->recipient);
    AddRow(out_, "Purpose", verified_.made->purpose);
    AddRow(out_, "Made by", verified_.made->by);
    AddRow(out_, "Made on",
           absl::StrCat(MomentWords(absl::FromUnixMicros(verified_.made->recorded_at)), ", entry ",
                        verified_.made->position, "; what was recorded after it is not here"));
  }
  for (const audit::v1::BundleScope& scope : bundle_.head.scopes()) {
    AddRow(out_, scope.of() == "case" ? "The case" : "Who it is about",
           absl::StrCat(Counted(static_cast<int64_t>(scope.events()), "entry", "entries"),
                        scope.closed_by() == "ScopesForgotten" ? ", all of them forgotten"
                                                               : ", none missing"));
  }
  if (!verified_.clearing_shown) {
    AddRow(out_, "Rows in lists", "That they were cleared too is not shown here");
  }
  AddRow(out_, "Complete until", MomentWords(absl::FromUnixMicros(verified_.complete_until)));
  absl::StrAppend(
      &out_, "</dl>\n<div class=\"notice\"><p>Every entry was checked when this page was made: ",
      "its place in the log, its bytes and its key, under a checkpoint of ",
      verified_.checkpoint.size, " events signed by <strong>", Escaped(verified_.checkpoint.origin),
      "</strong>",
      verified_.key_was_given    ? ", with the key the reader had been given beforehand"
      : verified_.IsVouchedFor() ? ", with the key of a checkpoint the reader had been given"
                                 : ". The key it was signed with was taken from the file itself, "
                                   "and only the file vouches for it: compare it, at the end of "
                                   "this page, with one you were given",
      verified_.compared_with.empty() ? "" : ", and compared with ",
      Escaped(verified_.compared_with),
      absl::StartsWith(verified_.checkpoint.origin, "demo/")
          ? ". <strong>This is a demonstration: its clock was driven, and none of it happened"
            "</strong>"
          : "",
      ".</p><p>This page itself proves nothing. Whoever doubts it checks the file it was made "
      "from with <code>candour verify</code>, or as the published format says.</p></div>\n"
      "</section>\n");
}

void Page::AddStatement() {
  out_ +=
      "<section aria-labelledby=\"proves\">\n<h2 id=\"proves\">What it proves, and what it "
      "cannot</h2>\n<ul>\n";
  for (const std::string& line : bundle_.head.statement()) {
    absl::StrAppend(&out_, "<li>", Escaped(line), "</li>\n");
  }
  out_ += "</ul>\n</section>\n";
}

void Page::AddTimeline() {
  out_ +=
      "<section aria-labelledby=\"timeline\">\n<h2 id=\"timeline\">Timeline</h2>\n"
      "<p>In the order of recording. Times are those of London.</p>\n"
      "<ol class=\"timeline\">\n";
  for (const VerifiedEvent& event : verified_.events) {
    absl::StrAppend(&out_, "<li id=\"p", event.leaf.position, "\">\n");
    event.body ? AddEvent(event) : AddGap(event);
    out_ += "</li>\n";
  }
  out_ += "</ol>\n</section>\n";
}

void Page::AddGap(const VerifiedEvent& event) {
  absl::StrAppend(&out_,
                  "<div class=\"gap\"><h3>Forgotten</h3>\n<p>Something was recorded here on ",
                  RecordedWords(event.leaf),
                  ". The key it was sealed under was destroyed, and nobody can read it.</p>\n"
                  "<p>Entry ",
                  event.leaf.position, "</p></div>\n");
}

void Page::AddEvent(const VerifiedEvent& event) {
  const record::v1::EventBody& body = *event.body;
  const std::unique_ptr<Message> payload = audit::PayloadOf(body).value();  // it was verified
  const bool correction = !body.corrects_event_id().empty();
  absl::StrAppend(&out_, "<div", correction ? " class=\"correction\"" : "", ">\n<h3>",
                  Escaped(TitleOf(body, payload.get())), correction ? " (a correction)" : "",
                  "</h3>\n<dl>\n");
  AddRow(out_, "Happened", ValueWords(body, "occurred"));
  AddRow(out_, "Learned", ValueWords(body, "known_at"));
  AddRow(out_, "Recorded", RecordedWords(event.leaf));
  AddRow(out_, "By", body.by().display_name());
  AddRow(out_, "As",
         body.capacity().empty()
             ? absl::StrReplaceAll(absl::StrJoin(body.by().roles(), ", "), {{"_", " "}})
             : body.capacity());
  AddRow(out_, "Under", body.edition());
  AddCorrections(event);
  AddRow(out_, "Entry", absl::StrCat(event.leaf.position));
  out_ += "</dl>\n";
  if (payload != nullptr && payload->ByteSizeLong() > 0) {
    out_ += "<dl class=\"facts\">\n";
    AddFields(out_, *payload);
    out_ += "</dl>\n";
  }
  out_ += "</div>\n";
}

void Page::AddCorrections(const VerifiedEvent& event) {
  const record::v1::EventBody& body = *event.body;
  if (!body.corrects_event_id().empty()) {
    const auto found = positions_.find(body.corrects_event_id());
    absl::StrAppend(
        &out_, "<dt>Corrects</dt><dd>",
        found == positions_.end() ? Escaped(body.corrects_event_id()) : LinkTo(found->second),
        "</dd>\n");
    AddRow(out_, "Because", body.correction_reason());
  }
  const auto corrected = corrected_by_.find(event.leaf.event_id.Text());
  if (corrected == corrected_by_.end()) return;
  for (const uint64_t position : corrected->second) {
    absl::StrAppend(&out_, "<dt>Corrected by</dt><dd>", LinkTo(position), "</dd>\n");
  }
}

void Page::AddProof() {
  absl::StrAppend(
      &out_,
      "<section aria-labelledby=\"proof\">\n<h2 "
      "id=\"proof\">Proof</h2>\n<h3>Checkpoint</h3>\n<pre>",
      Escaped(bundle_.head.checkpoint()), "</pre>\n<h3>Key it is verified with</h3>\n<pre>",
      Escaped(bundle_.head.verifier_key()),
      "</pre>\n<div class=\"scroll\" tabindex=\"0\" "
      "role=\"region\" aria-labelledby=\"leaves\"><table>\n<caption id=\"leaves\">Each entry in "
      "the "
      "log</caption>\n<thead><tr><th scope=\"col\">Entry</th><th scope=\"col\">Event</th>"
      "<th scope=\"col\">Hash of its leaf</th></tr></thead>\n<tbody>\n");
  for (const VerifiedEvent& event : verified_.events) {
    const Bytes32 hash = storage::merkle::HashLeaf(storage::EncodeLeaf(event.leaf));
    absl::StrAppend(&out_, "<tr><th scope=\"row\">", event.leaf.position, "</th><td><code>",
                    event.leaf.event_id.Text(), "</code></td><td><code>",
                    absl::BytesToHexString(storage::Absl(storage::View(hash))),
                    "</code></td></tr>\n");
  }
  out_ += "</tbody>\n</table></div>\n</section>\n";
}

}  // namespace

std::string BundlePage(const audit::Bundle& bundle, const audit::Verified& verified) {
  return Page(bundle, verified).Make();
}

}  // namespace candour::cli
