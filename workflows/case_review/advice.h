// What was asked, advised and done at once while it was considered whether to review a case.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "candour/events/v1/consideration.pb.h"

namespace candour::workflows::case_review {

struct InformationRequest {
  events::v1::InformationRequested record;
  std::optional<events::v1::InformationReceived> received;
};

struct Advice {
  events::v1::PanelAdviceReceived record;
  std::optional<events::v1::PanelAdviceAnswered> answered;
};

struct SafetyAction {
  events::v1::SafetyActionRequired record;
  std::optional<events::v1::SafetyActionTaken> taken;
};

struct Alternative {
  events::v1::AlternativeCommissioned record;
  std::optional<events::v1::AlternativeCompleted> completed;
};

struct Consideration {
  std::map<std::string, InformationRequest> requests;
  std::map<std::string, Advice> advice;
  std::map<std::string, SafetyAction> safety_actions;
  std::map<std::string, Alternative> alternatives;
  std::vector<events::v1::NationalReviewArranged> national_reviews;
};

}  // namespace candour::workflows::case_review
