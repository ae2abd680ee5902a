#pragma once

namespace ts {

/// Puts the caching allocator in place of libtorch's; once per process.
void use_caching_allocator();

}  // namespace ts
