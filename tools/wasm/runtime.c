/* What Numba's code calls besides itself: a small memory manager for the few temporary arrays, and the shapes of views. */
#include <stdint.h>
#include <stdlib.h>

typedef struct { int64_t references; void *destructor, *info, *data; int64_t size; void *allocator; } MemInfo;

MemInfo *NRT_MemInfo_alloc_aligned(int64_t size, uint32_t align) {
    MemInfo *info = malloc(sizeof(MemInfo) + size + align);
    uintptr_t place = (uintptr_t)(info + 1);
    *info = (MemInfo){1, 0, 0, (void *)((place + align - 1) / align * align), size, 0};
    return info;
}

void NRT_MemInfo_call_dtor(MemInfo *info) { free(info); }

void NRT_Free(void *place) { free(place); }

/* Every array here is contiguous, so a view of another shape has the strides of that shape. */
int numba_attempt_nocopy_reshape(int64_t old_count, const int64_t *old_shape, const int64_t *old_strides, int64_t count,
                                 const int64_t *shape, int64_t *strides, int64_t item_size, int fortran) {
    int64_t stride = item_size;
    for (int64_t i = count - 1; i >= 0; i--) { strides[i] = stride; stride *= shape[i]; }
    return 1;
}
