/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "wireshark_compat.h"

#include "masking.h"

#include "mask.h"

#include <wsutil/wslog.h>

#define KEY_WORDS 8

static ws_bool is_wanted;
static const char *key_file = "";
static struct mask *mask;

void
masking_register(module_t *module)
{
    prefs_register_bool_preference(
        module, "mask", "Pseudonyms for names and addresses",
        "Replace user parts, numbers, display names, host names and addresses in the explanations "
        "and reports. What Wireshark itself shows is not changed",
        &is_wanted);
    prefs_register_filename_preference(
        module, "mask_key", "Key of the pseudonyms",
        "The same key gives the same pseudonyms. If empty, they are others whenever Wireshark is "
        "started",
        &key_file, FALSE);
}

/* GLib takes the seed of its random numbers from the system. */
static struct mask *
mask_of_chance(void)
{
    guint32 key[KEY_WORDS];
    gsize i;

    for (i = 0; i < KEY_WORDS; i++) {
        key[i] = g_random_int();
    }
    return mask_new(key, sizeof(key));
}

/* Without the key that was asked for there would be wrong pseudonyms, but still no names. */
static struct mask *
mask_of_preferences(void)
{
    struct mask *made;
    char *key = NULL;
    gsize length;
    GError *error = NULL;

    if (!key_file || !*key_file) {
        return mask_of_chance();
    }
    if (!g_file_get_contents(key_file, &key, &length, &error)) {
        ws_warning("sipwhy: %s", error->message);
        g_error_free(error);
        return mask_of_chance();
    }
    made = mask_new(key, length);
    g_free(key);
    return made;
}

void
masking_start(void)
{
    static char *used;

    if (mask && (!is_wanted || g_strcmp0(used, key_file) != 0)) {
        mask_free(mask);
        mask = NULL;
    }
    mask_forget(mask); /* what are names in one capture are words in the next one */
    if (is_wanted && !mask) {
        g_free(used);
        used = g_strdup(key_file);
        mask = mask_of_preferences();
        mask_use(mask);
    }
}

void
masking_message(const struct sip_message *message)
{
    if (mask) {
        mask_learn(mask, message);
    }
}

void
masking_end(void)
{
    mask_free(mask);
    mask = NULL;
}
