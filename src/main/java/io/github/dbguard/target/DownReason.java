package io.github.dbguard.target;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Why a server does not come up, by its own words, and what to do that keeps the data. */
enum DownReason {
    MOVED_PLACE(
            "in 18\\+, these Docker images",
            "From PostgreSQL 18 on, the image keeps its data below /var/lib/postgresql, and finds a volume at the place of"
                    + " before, or an older major's data. With the image of before, every row is there: put it back, back up"
                    + " (mvn dbguard:pre-deploy-backup), give the new image a new volume, mounted at /var/lib/postgresql, and"
                    + " bring the rows back (mvn dbguard:restore)."),
    ANOTHER_MAJOR(
            "database files are incompatible with server|initialized by PostgreSQL version",
            "The data directory is of another major version than the image. With the image of that version, every row is"
                    + " there: put it back, back up (mvn dbguard:pre-deploy-backup), give the new image a new volume, and"
                    + " bring the rows back (mvn dbguard:restore)."),
    EMPTY_FOLDER(
            "uninitialized and superuser password is not specified",
            "The folder for its data is empty: this is not the volume that the data is on. See docker volume ls; a renamed"
                    + " project or folder mounts another one. Under the old name the data is there again. A password would"
                    + " only make a new, empty database."),
    OCCUPIED_FOLDER(
            "exists but is not empty",
            "The folder holds files, and no whole data directory. See what they are before anything is deleted: a first"
                    + " start that was cut short, a lost+found, or data that lies one folder deeper."),
    ANOTHER_OWNER(
            "has wrong ownership|has invalid permissions|Permission denied|Operation not permitted",
            "The server's user may not use the files: user: in the Compose file has changed, or somebody changed their owner"
                    + " or mode. Put that back. The server wants to own its data directory, with mode 0700; nothing in it is"
                    + " lost."),
    FULL(
            "No space left on device",
            "The disk is full. Make room beside the data, never in it: what is in pg_wal is needed, and a prune with"
                    + " --volumes deletes volumes."),
    DAMAGED(
            "PANIC:|could not locate a valid checkpoint record|invalid (primary )?checkpoint",
            "Files are damaged, or some are missing. Copy the volume before anything is tried, and run pg_resetwal on no only"
                    + " copy. The rows of the last backup come back into a new volume: mvn dbguard:restore."),
    ANOTHER_SERVER(
            "lock file \"[^\"]*\" already exists|another (server|postmaster)",
            "Another server is at work on the same files: docker ps --filter volume=<volume> names it. Two at once destroy"
                    + " them; delete no lock file while one runs."),
    SETTING(
            "configuration file \"[^\"]*\" contains errors|unrecognized configuration parameter|invalid value for parameter"
                    + "|could not access file|could not load library",
            "A setting, or a library that it names, does not fit this server. Undo the last change of command:, of"
                    + " postgresql.conf, or of the image."),
    MEMORY(
            "could not map anonymous shared memory|could not resize shared memory|out of memory",
            "It gets less memory than its settings ask for: lower shared_buffers, or raise the limit of the container.");

    private final Pattern words;
    private final String advice;

    DownReason(String words, String advice) {
        this.words = Pattern.compile(words);
        this.advice = advice;
    }

    /** What to do; no sentence of it deletes anything. */
    String advice() {
        return advice;
    }

    /** That of the last line that is known; empty where the log says something else, or nothing. */
    static Optional<DownReason> of(ServerLog log) {
        List<String> lines = new ArrayList<>(log.lines());
        Collections.reverse(lines);
        return lines.stream()
                .flatMap(line -> Arrays.stream(values())
                        .filter(reason -> reason.words.matcher(line).find()))
                .findFirst();
    }
}
