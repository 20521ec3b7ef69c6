// The C library's own calls, for the disk that stands before them.
#pragma once

#include <sys/types.h>

#include <cstddef>

namespace candour::tests::real {

int Open(const char* path, int flags, mode_t mode);
int Close(int descriptor);
ssize_t Pwrite(int descriptor, const void* bytes, size_t count, off_t offset);
int Truncate(int descriptor, off_t size);
int Rename(const char* from, const char* to);
int Link(const char* from, const char* to);
int Unlink(const char* path);

}  // namespace candour::tests::real
