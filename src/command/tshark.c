/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tshark.h"

#include <signal.h>
#include <string.h>

#include <gio/gio.h>
#include <glib-unix.h>
#include <glib/gstdio.h>

#include "excerpt.h"
#include "tshark_private.h"

#define COMPLAINT_BYTES 300 /* a wrong argument makes tshark list all right ones */

/* All captures while they are looked at. */
struct pool {
    const struct tshark_settings *settings;
    GMainLoop *loop; /* runs until all are done */
    tshark_progress *progress;
    gpointer context;
    GMutex mutex; /* for what follows */
    guint done, all;
    bool is_interrupted;
    GPtrArray *running; /* of GSubprocess */
};

/* ---- the command line ---- */

static void
add_option(GPtrArray *words, const char *name, const char *value)
{
    g_ptr_array_add(words, g_strdup("-o"));
    g_ptr_array_add(words, g_strconcat(name, ":", value, NULL));
}

static char *
statistic_of(const struct tshark_settings *settings)
{
    const char *statistic = settings->statistic ? settings->statistic : "sipwhy,json";

    return settings->filter ? g_strconcat(statistic, ",", settings->filter, NULL)
                            : g_strdup(statistic);
}

static char **
command_line(const struct tshark_settings *settings, const struct tshark_input *input)
{
    GPtrArray *words = g_ptr_array_new();

    g_ptr_array_add(words, g_strdup(settings->program));
    g_ptr_array_add(words, g_strdup("-n"));
    g_ptr_array_add(words, g_strdup("-q"));
    g_ptr_array_add(words, g_strdup("-r"));
    g_ptr_array_add(words, g_strdup(input->capture));
    g_ptr_array_add(words, g_strdup("-z"));
    g_ptr_array_add(words, statistic_of(settings));
    if (settings->is_known) {
        g_ptr_array_add(words, g_strdup("-2"));
    }
    add_option(words, "sipwhy.training", "off"); /* who calls this asks for the causes */
    add_option(words, "sipwhy.language", settings->language);
    if (settings->tls_keys) {
        add_option(words, "tls.keylog_file", settings->tls_keys);
    }
    if (settings->mask_key) {
        add_option(words, "sipwhy.mask", "TRUE");
        add_option(words, "sipwhy.mask_key", settings->mask_key);
    }
    if (input->numbers) {
        add_option(words, "sipwhy.frame_numbers", input->numbers);
    }
    if (input->places) {
        add_option(words, "sipwhy.frame_places", input->places);
    }
    g_ptr_array_add(words, NULL);
    return (char **)g_ptr_array_free(words, FALSE);
}

/* ---- one capture ---- */

static void
keep_running(struct pool *pool, GSubprocess *process)
{
    g_mutex_lock(&pool->mutex);
    if (pool->is_interrupted) {
        g_subprocess_force_exit(process);
    }
    g_ptr_array_add(pool->running, process);
    g_mutex_unlock(&pool->mutex);
}

static void
forget_running(struct pool *pool, GSubprocess *process)
{
    g_mutex_lock(&pool->mutex);
    g_ptr_array_remove_fast(pool->running, process);
    g_mutex_unlock(&pool->mutex);
}

static char *
read_start(const char *path)
{
    char *text = NULL;
    gsize length;

    if (!g_file_get_contents(path, &text, &length, NULL)) {
        return g_strdup("");
    }
    text[MIN(length, COMPLAINT_BYTES)] = '\0';
    return g_strstrip(text);
}

static GSubprocess *
start(const struct tshark_run *run, char **words, bool is_fed, const char *errors, GError **error)
{
    GSubprocessLauncher *launcher =
        g_subprocess_launcher_new(is_fed ? G_SUBPROCESS_FLAGS_STDIN_PIPE : G_SUBPROCESS_FLAGS_NONE);
    GSubprocess *process;

    g_subprocess_launcher_set_stdout_file_path(launcher, run->output);
    g_subprocess_launcher_set_stderr_file_path(launcher, errors);
    process = g_subprocess_launcher_spawnv(launcher, (const char *const *)words, error);
    g_object_unref(launcher);
    return process;
}

/* What tshark does not take any more it does not need: it says why. */
static void
feed(GSubprocess *process, const struct tshark_input *input)
{
    GOutputStream *out = g_subprocess_get_stdin_pipe(process);

    input->feed(out, input->context);
    g_output_stream_close(out, NULL, NULL);
}

void
tshark_run_input(struct pool *pool, struct tshark_run *run, const struct tshark_input *input)
{
    char **words = command_line(pool->settings, input);
    char *errors = g_strconcat(run->output, ".errors", NULL);
    GError *error = NULL;
    GSubprocess *process = start(run, words, input->feed, errors, &error);

    if (process) {
        keep_running(pool, process);
        if (input->feed) {
            feed(process, input);
        }
        g_subprocess_wait(process, NULL, NULL);
        forget_running(pool, process);
        run->status =
            g_subprocess_get_if_exited(process) ? g_subprocess_get_exit_status(process) : -1;
        run->complaint = read_start(errors);
        g_object_unref(process);
    } else {
        run->complaint = g_strdup(error->message);
        g_error_free(error);
    }
    g_unlink(errors);
    g_free(errors);
    g_strfreev(words);
}

static void
run_whole(struct pool *pool, struct tshark_run *run)
{
    tshark_run_input(pool, run, &(struct tshark_input){ run->path, NULL, NULL, NULL, NULL });
}

static void
run_excerpt(struct pool *pool, struct tshark_run *run)
{
    char *capture = g_strconcat(run->output, ".pcap", NULL);
    char *numbers = g_strconcat(run->output, ".numbers", NULL);
    struct excerpt excerpt = { 0 };

    run->is_excerpt = excerpt_make(run->path, pool->settings->ports, capture, numbers, &excerpt);
    run->no_excerpt = excerpt.reason;
    run->packets = excerpt.packets;
    run->first_ns = excerpt.first_ns;
    run->last_ns = excerpt.last_ns;
    if (run->is_excerpt) {
        tshark_run_input(pool, run, &(struct tshark_input){ capture, numbers, NULL, NULL, NULL });
        if (excerpt.is_damaged && run->status == 0) {
            run->status = 2; /* as tshark itself ends */
        }
    } else {
        run_whole(pool, run);
    }
    g_unlink(capture);
    g_unlink(numbers);
    g_free(capture);
    g_free(numbers);
}

void
tshark_run_alone(struct pool *pool, struct tshark_run *run)
{
    if (pool->settings->is_fast) {
        run_excerpt(pool, run);
    } else {
        run_whole(pool, run);
    }
}

const struct tshark_settings *
tshark_pool_settings(const struct pool *pool)
{
    return pool->settings;
}

static void
count_done(struct pool *pool)
{
    g_mutex_lock(&pool->mutex);
    pool->done++;
    if (pool->progress) {
        pool->progress(pool->done, pool->all, pool->context);
    }
    if (pool->done == pool->all) {
        g_main_loop_quit(pool->loop);
    }
    g_mutex_unlock(&pool->mutex);
}

bool
tshark_pool_is_interrupted(struct pool *pool)
{
    bool interrupted;

    g_mutex_lock(&pool->mutex);
    interrupted = pool->is_interrupted;
    g_mutex_unlock(&pool->mutex);
    return interrupted;
}

static void
work(gpointer data, gpointer user_data)
{
    struct pool *pool = user_data;
    struct tshark_run *run = data;

    if (!tshark_pool_is_interrupted(pool)) {
        if (run->pieces) {
            tshark_run_series(pool, run);
        } else {
            tshark_run_alone(pool, run);
        }
    }
    count_done(pool);
}

/* ---- all of them ---- */

static gint
compare_sizes(gconstpointer left, gconstpointer right)
{
    const struct tshark_run *a = *(struct tshark_run *const *)left;
    const struct tshark_run *b = *(struct tshark_run *const *)right;

    return (a->octets < b->octets) - (a->octets > b->octets);
}

/* The longest first: else the last one would keep a single core busy. */
static GPtrArray *
longest_first(const GPtrArray *runs)
{
    GPtrArray *sorted = g_ptr_array_new();
    guint i;

    for (i = 0; i < runs->len; i++) {
        g_ptr_array_add(sorted, g_ptr_array_index(runs, i));
    }
    g_ptr_array_sort(sorted, compare_sizes);
    return sorted;
}

static gboolean
interrupt(gpointer data)
{
    struct pool *pool = data;
    guint i;

    g_mutex_lock(&pool->mutex);
    pool->is_interrupted = true;
    for (i = 0; i < pool->running->len; i++) {
        g_subprocess_force_exit(g_ptr_array_index(pool->running, i));
    }
    g_mutex_unlock(&pool->mutex);
    return G_SOURCE_CONTINUE;
}

static void
name_outputs(const GPtrArray *runs, const char *folder)
{
    guint i, j;

    for (i = 0; i < runs->len; i++) {
        struct tshark_run *run = g_ptr_array_index(runs, i);

        run->output = g_strdup_printf("%s/%u", folder, i);
        for (j = 0; run->pieces && j < run->pieces->len; j++) {
            struct tshark_run *piece = g_ptr_array_index(run->pieces, j);

            piece->output = g_strdup_printf("%s/%u.%u", folder, i, j);
        }
    }
}

static void
run_pool(struct pool *pool, const GPtrArray *runs)
{
    GThreadPool *threads = g_thread_pool_new(work, pool, (gint)pool->settings->jobs, FALSE, NULL);
    GPtrArray *sorted = longest_first(runs);
    guint i;

    for (i = 0; i < sorted->len; i++) {
        g_thread_pool_push(threads, g_ptr_array_index(sorted, i), NULL);
    }
    g_main_loop_run(pool->loop);
    g_thread_pool_free(threads, FALSE, TRUE);
    g_ptr_array_unref(sorted);
}

bool
tshark_run_all(const GPtrArray *runs, const struct tshark_settings *settings,
               tshark_progress *progress, gpointer context)
{
    struct pool pool = { .settings = settings,
                         .loop = g_main_loop_new(NULL, FALSE),
                         .progress = progress,
                         .context = context,
                         .all = runs->len,
                         .running = g_ptr_array_new() };
    guint signals[2];
    void (*broken_pipe)(int) = signal(SIGPIPE, SIG_IGN); /* a tshark that ends too early */

    g_mutex_init(&pool.mutex);
    signals[0] = g_unix_signal_add(SIGINT, interrupt, &pool);
    signals[1] = g_unix_signal_add(SIGTERM, interrupt, &pool);
    name_outputs(runs, settings->folder);
    if (runs->len) {
        run_pool(&pool, runs);
    }
    g_source_remove(signals[0]);
    g_source_remove(signals[1]);
    signal(SIGPIPE, broken_pipe);
    g_main_loop_unref(pool.loop);
    g_ptr_array_unref(pool.running);
    g_mutex_clear(&pool.mutex);
    return !pool.is_interrupted;
}

/* ---- the plugin ---- */

/* A line of the list for each: "sipwhy.so", tab, version ... */
static bool
lists_plugin(const char *list)
{
    return g_str_has_prefix(list, "sipwhy.") || strstr(list, "\nsipwhy.");
}

enum tshark_state
tshark_check(const char *program)
{
    GSubprocess *process =
        g_subprocess_new(G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_SILENCE, NULL,
                         program, "-G", "plugins", NULL);
    char *list = NULL;
    enum tshark_state state;

    if (!process) {
        return TSHARK_MISSING;
    }
    g_subprocess_communicate_utf8(process, NULL, NULL, &list, NULL, NULL);
    state = list && lists_plugin(list) ? TSHARK_FINE : TSHARK_WITHOUT_PLUGIN;
    g_free(list);
    g_object_unref(process);
    return state;
}
