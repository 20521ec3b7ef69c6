# One target a folder: `candour_<folder path with underscores>`, sources listed one by one,
# dependencies named. tools/tidy reads these calls to check the edges of the house.

# Clones share one cache (cmake/cached_compiler says how).
find_program(CCACHE ccache)
if(CCACHE)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${PROJECT_SOURCE_DIR}/cmake/cached_compiler ${CCACHE})
endif()

add_library(candour_options INTERFACE)
target_include_directories(candour_options INTERFACE ${PROJECT_SOURCE_DIR})
# -pthread for every file alike: a precompiled header is refused where it differs.
target_compile_options(candour_options INTERFACE -pthread -Wall -Wextra -Werror -Wno-unused-parameter
                                                 -Wno-missing-field-initializers)
if(CANDOUR_SANITIZE)
  # g++ 12 sees uninitialised members in the standard library once sanitizers are woven in.
  add_compile_options(-fsanitize=${CANDOUR_SANITIZE} -fno-omit-frame-pointer
                      -Wno-maybe-uninitialized)
  add_link_options(-fsanitize=${CANDOUR_SANITIZE})
endif()

# candour_library(name SOURCES ... DEPS ... [PRIVATE_DEPS ...] [PRELUDE <header>...])
# PRELUDE: what nearly every file of a large room includes, precompiled for that room alone; it pays
# from about ten files on. In angle brackets it is found by the include path, so that no absolute
# path enters the cache.
function(candour_library name)
  cmake_parse_arguments(ARG "" "" "SOURCES;DEPS;PRIVATE_DEPS;PRELUDE" ${ARGN})
  if(ARG_SOURCES)
    add_library(${name} STATIC ${ARG_SOURCES})
    target_link_libraries(${name} PUBLIC candour_options ${ARG_DEPS} PRIVATE ${ARG_PRIVATE_DEPS})
    if(ARG_PRELUDE)
      target_precompile_headers(${name} PRIVATE <cmake/prelude.h> ${ARG_PRELUDE})
    else()
      target_precompile_headers(${name} REUSE_FROM candour_prelude)
    endif()
  else()
    add_library(${name} INTERFACE)
    target_link_libraries(${name} INTERFACE candour_options ${ARG_DEPS})
  endif()
endfunction()

# candour_test(name SOURCES ... DEPS ... [LABELS ...] [PRELUDE ...]): one Catch2 program, one CTest
# entry. Tests that tell stories of the rules take candour_rules_prelude as their precompiled header,
# those of a whole house candour_house_prelude.
# Without a label a test belongs to the quick loop; `slow` leaves `tools/test --quick`, `long` runs
# only under `tools/test --long`.
function(candour_test name)
  cmake_parse_arguments(ARG "" "TIMEOUT;PRELUDE" "SOURCES;DEPS;LABELS" ${ARGN})
  add_executable(${name} ${ARG_SOURCES})
  target_link_libraries(${name} PRIVATE ${ARG_DEPS} candour_test_main candour_base)
  if(NOT ARG_PRELUDE)
    set(ARG_PRELUDE candour_test_prelude)
  endif()
  target_precompile_headers(${name} REUSE_FROM ${ARG_PRELUDE})
  add_test(NAME ${name} COMMAND ${name})
  if(NOT ARG_TIMEOUT)
    set(ARG_TIMEOUT 300)
  endif()
  set_tests_properties(${name} PROPERTIES LABELS "${ARG_LABELS}" TIMEOUT ${ARG_TIMEOUT})
endfunction()
