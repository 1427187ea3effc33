#pragma once

#if !__has_include(<zlib.h>)
#error "zlib.h is missing: install zlib1g-dev (Debian, Ubuntu), zlib-devel (Fedora) or zlib (Arch)"
#endif
#include <zlib.h>
