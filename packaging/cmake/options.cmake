# Compiler settings that every target shares.
add_library(samkat_options INTERFACE)
target_include_directories(samkat_options INTERFACE ${CMAKE_SOURCE_DIR})
target_compile_options(samkat_options INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wnon-virtual-dtor -Wold-style-cast
  -Woverloaded-virtual -Wimplicit-fallthrough -Werror)
target_compile_definitions(samkat_options INTERFACE _FORTIFY_SOURCE=$<IF:$<CONFIG:Debug>,0,2>)
target_compile_options(samkat_options INTERFACE -fstack-protector-strong)
target_link_options(samkat_options INTERFACE -Wl,-z,relro,-z,now)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # gcc 12 sees ghosts in optimised std::string code.
  target_compile_options(samkat_options INTERFACE -Wno-restrict -Wno-maybe-uninitialized)
endif()

if(SAMKAT_SANITIZE STREQUAL "address")
  set(flags -fsanitize=address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer)
  # Not position-independent: see the top level.
  target_compile_options(samkat_options INTERFACE -fno-pie)
  target_link_options(samkat_options INTERFACE -no-pie)
elseif(SAMKAT_SANITIZE STREQUAL "thread")
  set(flags -fsanitize=thread -fno-omit-frame-pointer)
elseif(NOT SAMKAT_SANITIZE STREQUAL "")
  message(FATAL_ERROR "SAMKAT_SANITIZE is '${SAMKAT_SANITIZE}': use address, thread or nothing")
endif()
if(flags)
  target_compile_options(samkat_options INTERFACE ${flags})
  target_link_options(samkat_options INTERFACE ${flags})
  target_compile_definitions(samkat_options INTERFACE SAMKAT_SANITIZED=1)
endif()

if(SAMKAT_FUZZ)
  target_compile_options(samkat_options INTERFACE -fsanitize=fuzzer-no-link)
endif()
