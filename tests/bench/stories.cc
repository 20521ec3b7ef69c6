#include "tests/bench/stories.h"

#include <fstream>
#include <random>
#include <sstream>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "google/protobuf/text_format.h"
#include "storage/bytes.h"
#include "tests/bench/must.h"

namespace candour::bench {
namespace {

Story Read(const std::string& name) {
  const std::string path = absl::StrCat(CANDOUR_GOLDEN_STREAMS, "/", name, ".stream");
  std::ifstream file(path);
  std::stringstream text;
  text << file.rdbuf();
  record::v1::EventPage page;
  if (!google::protobuf::TextFormat::ParseFromString(text.str(), &page) || page.events().empty()) {
    Must(absl::NotFoundError(absl::StrCat(path, " is not a stream")));
  }
  return {{page.events().begin(), page.events().end()}};
}

}  // namespace

std::vector<Story> Stories() {
  return {Read("child_death"), Read("child_death"), Read("case_review"), Read("action_plan"),
          Read("meeting")};
}

Story LongStory(size_t events) {
  constexpr size_t kIntake = 6;
  Story story = Read("child_death");
  size_t listed = kIntake;
  while (story.events[listed].body().type() != "CaseListed") ++listed;
  const Story whole = story;
  story.events.resize(listed);
  for (size_t i = kIntake; story.events.size() < events; i = i + 1 < listed ? i + 1 : kIntake) {
    story.events.push_back(whole.events[i]);
  }
  return story;
}

std::string StreamIdOf(uint64_t telling) {
  std::mt19937_64 random(telling);
  std::string id;
  storage::PutBig(id, static_cast<uint64_t>(random()));
  storage::PutBig(id, telling);
  return id;
}

record::v1::NewEvent EventOf(const record::v1::RecordedEvent& event, const std::string& stream_id) {
  record::v1::NewEvent added;
  added.set_stream_type(event.stream_type());
  added.set_stream_id(stream_id);
  added.set_scope_id(stream_id);
  *added.mutable_body() = event.body();
  return added;
}

}  // namespace candour::bench
