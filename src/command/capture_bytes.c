/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "capture_bytes.h"

static gboolean
is_compressed(GInputStream *bytes)
{
    guint8 magic[2] = { 0 };
    gsize count;

    g_input_stream_read_all(bytes, magic, sizeof(magic), &count, NULL, NULL);
    g_seekable_seek(G_SEEKABLE(bytes), 0, G_SEEK_SET, NULL, NULL);
    return count == sizeof(magic) && magic[0] == 0x1F && magic[1] == 0x8B; /* RFC 1952 */
}

static GInputStream *
decompressed(GInputStream *bytes)
{
    GZlibDecompressor *decompressor = g_zlib_decompressor_new(G_ZLIB_COMPRESSOR_FORMAT_GZIP);
    GInputStream *stream = g_converter_input_stream_new(bytes, G_CONVERTER(decompressor));

    g_object_unref(decompressor);
    g_object_unref(bytes);
    return stream;
}

GInputStream *
capture_bytes_open(const char *path)
{
    GFile *name = g_file_new_for_path(path);
    GFileInputStream *file = g_file_read(name, NULL, NULL);
    GInputStream *bytes = file ? G_INPUT_STREAM(file) : NULL;

    g_object_unref(name);
    return bytes && is_compressed(bytes) ? decompressed(bytes) : bytes;
}
