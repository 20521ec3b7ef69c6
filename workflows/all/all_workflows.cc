#include "workflows/all/all_workflows.h"

#include "workflows/action_plan/action_plan.h"
#include "workflows/board/board.h"
#include "workflows/case_review/case_review.h"
#include "workflows/child_death/child_death.h"
#include "workflows/chronology/chronology.h"
#include "workflows/document/document.h"
#include "workflows/meeting/meeting.h"
#include "workflows/publication/publication.h"

namespace candour::workflows {

void RegisterAll(WorkflowTable& table) {
  board::Register(table);
  meeting::Register(table);
  child_death::Register(table);
  case_review::Register(table);
  action_plan::Register(table);
  chronology::Register(table);
  document::Register(table);
  publication::Register(table);
}

}  // namespace candour::workflows
