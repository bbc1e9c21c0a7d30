/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "wireshark_compat.h"

#include "preferences.h"

#include <string.h>

#include <wsutil/filesystem.h>

#include "language.h"

#define FOLDER_NAME "sipwhy"
#define AUTOMATIC 0

/* Kept as long as the program runs, as Wireshark holds on to them. */
static enum_val_t *languages;  /* the first is AUTOMATIC, ended by one without name; what Wireshark
                                  saves is the second string, so these must never change */
static const char **packs;     /* names, NULL-terminated */
static ws_bool *pack_is_on;    /* of each pack */
static const char **packs_off; /* of preferences_choice: names, NULL-terminated */

static int language = AUTOMATIC;
static const char *site_tables = "";
static char *default_folder;

/* What preferences_choice took. */
static int taken_language;
static char *taken_folder;
static ws_bool *taken_packs;
static gsize pack_count;

static void
register_language(module_t *module)
{
    const char **ids = language_ids();
    gsize count = g_strv_length((char **)(gpointer)ids), i;

    languages = g_new0(enum_val_t, count + 2);
    languages[0] = (enum_val_t){ "automatic", "Automatic", AUTOMATIC };
    for (i = 0; i < count; i++) {
        char *name = language_own_name(ids[i]);

        languages[i + 1] = (enum_val_t){ ids[i], g_intern_string(name), (gint)i + 1 };
        g_free(name);
    }
    g_free(ids);
    prefs_register_enum_preference(
        module, "language", "Language of the explanations",
        "Automatic: as the environment says (LC_ALL, LC_MESSAGES, LANG). "
        "Names and values of filter fields are the same in all languages",
        &language, languages, FALSE);
}

static void
register_site_tables(module_t *module)
{
    prefs_register_directory_preference(
        module, "site_tables", "Folder of your own tables",
        "Files *.ini in it change texts and add codes and rules of your own. "
        "If empty: the folder " FOLDER_NAME " beside your preferences",
        &site_tables);
}

static void
register_packs(module_t *module)
{
    gsize i;

    packs = site_pack_names();
    pack_count = g_strv_length((char **)(gpointer)packs);
    pack_is_on = g_new(ws_bool, pack_count + 1);
    taken_packs = g_new(ws_bool, pack_count + 1);
    packs_off = g_new0(const char *, pack_count + 1);
    for (i = 0; i < pack_count; i++) {
        char *name = g_strconcat("pack.", packs[i], NULL);
        char *title = g_strdup_printf("Rules about %s", packs[i]);

        pack_is_on[i] = TRUE;
        /* Wireshark keeps the three strings without copying them */
        prefs_register_bool_preference(module, g_intern_string(name), g_intern_string(title),
                                       "Explain what this product's own phrases and headers mean",
                                       &pack_is_on[i]);
        g_free(title);
        g_free(name);
    }
}

module_t *
preferences_register(int proto, void (*changed)(void))
{
    module_t *module = prefs_register_protocol(proto, changed);

    register_language(module);
    register_site_tables(module);
    register_packs(module);
    return module;
}

static const char *
chosen_language(void)
{
    return language == AUTOMATIC ? language_of_environment(g_getenv) : languages[language].name;
}

static const char *
chosen_folder(void)
{
    if (site_tables && *site_tables) {
        return site_tables;
    }
    if (!default_folder) {
        default_folder = get_persconffile_path(FOLDER_NAME, FALSE);
    }
    return default_folder;
}

static void
remember(void)
{
    taken_language = language;
    g_free(taken_folder);
    taken_folder = g_strdup(site_tables);
    memcpy(taken_packs, pack_is_on, pack_count * sizeof(*pack_is_on));
}

bool
preferences_differ(void)
{
    return taken_language != language || g_strcmp0(taken_folder, site_tables) != 0 ||
           memcmp(taken_packs, pack_is_on, pack_count * sizeof(*pack_is_on)) != 0;
}

void
preferences_choice(struct site_choice *choice)
{
    gsize i, off = 0;

    remember();
    for (i = 0; packs[i]; i++) {
        if (!pack_is_on[i]) {
            packs_off[off++] = packs[i];
        }
    }
    packs_off[off] = NULL;
    *choice = (struct site_choice){ .language = chosen_language(),
                                    .folder = chosen_folder(),
                                    .without = packs_off };
}

void
preferences_end(void)
{
    g_free(default_folder);
    default_folder = NULL;
    g_free(taken_folder);
    taken_folder = NULL;
}
