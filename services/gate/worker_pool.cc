#include "services/gate/worker_pool.h"

#include <utility>

namespace candour::gate {

WorkerPool::WorkerPool(int threads, size_t queued)
    : most_threads_(static_cast<size_t>(threads)), most_queued_(queued) {}

WorkerPool::~WorkerPool() {
  std::vector<std::thread> threads;
  {
    absl::MutexLock lock(&mutex_);
    ending_ = true;
    threads.swap(threads_);
  }
  for (std::thread& thread : threads) thread.join();
}

bool WorkerPool::TryRun(std::function<void()> task) {
  absl::MutexLock lock(&mutex_);
  const size_t free = threads_.size() - running_;
  const bool needs_thread = tasks_.size() >= free;
  const bool may_start = threads_.size() < most_threads_;
  if (needs_thread && !may_start && tasks_.size() - free >= most_queued_) return false;
  tasks_.push_back(std::move(task));
  if (needs_thread && may_start) threads_.emplace_back([this] { Work(); });
  return true;
}

void WorkerPool::Work() {
  absl::MutexLock lock(&mutex_);
  while (true) {
    mutex_.Await(absl::Condition(this, &WorkerPool::HasWork));
    if (tasks_.empty()) return;
    std::function<void()> task = std::move(tasks_.front());
    tasks_.pop_front();
    ++running_;
    mutex_.Unlock();
    task();
    task = nullptr;
    mutex_.Lock();
    --running_;
  }
}

}  // namespace candour::gate
