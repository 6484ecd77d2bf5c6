package io.github.dbguard.restore;

import io.github.dbguard.CannotProceed;
import io.github.dbguard.Progress;
import io.github.dbguard.backup.HostTools;
import io.github.dbguard.restore.ForeignBackup.Kind;
import io.github.dbguard.target.UrlTarget;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** Loads into a server behind a URL, with the tools of this machine. */
final class HostLoad implements Load {

    /** pg_restore of 17 and later begins with a setting that servers before do not know. */
    private static final int FIRST_WITH_TRANSACTION_TIMEOUT = 17;

    private final UrlTarget target;
    private final int jobs;
    private final HostTools tools;

    HostLoad(UrlTarget target, int jobs) {
        this.target = target;
        this.jobs = jobs;
        int major = target.identity().major();
        this.tools = HostTools.atLeast(major, target);
        if (tools.major() >= FIRST_WITH_TRANSACTION_TIMEOUT && major < FIRST_WITH_TRANSACTION_TIMEOUT) {
            throw new CannotProceed("The server is PostgreSQL " + major + ", and what is here is " + tools.version()
                    + ", whose pg_restore speaks to servers of 17 and later only.\nNothing was changed. Install the client"
                    + " tools of PostgreSQL " + major + " (Debian, Ubuntu: postgresql-client-" + major
                    + " from PostgreSQL's own apt repository), then run it again.");
        }
    }

    @Override
    public void load(Incoming incoming, String into, boolean noTablespaces, Progress progress) {
        LoadProgress shown = new LoadProgress(
                progress,
                incoming.database(),
                incoming.counts() == null ? 0 : incoming.counts().tables().size());
        HostTools.Ended ended = incoming.kind() == Kind.PLAIN
                ? script(incoming, into, shown)
                : tools.run("pg_restore", pgRestore(incoming, into, noTablespaces), shown::line);
        if (ended.exitCode() != 0) {
            throw LoadFailed.of(
                    "database " + incoming.database() + " on " + target.description(),
                    ended.exitCode(),
                    ended.stderr());
        }
    }

    private List<String> pgRestore(Incoming incoming, String into, boolean noTablespaces) {
        List<String> words = new ArrayList<>(List.of("--verbose", "--exit-on-error"));
        // From a tar only one session can restore.
        words.add("--jobs=" + (incoming.kind() == Kind.TAR ? 1 : jobs));
        if (noTablespaces) {
            words.add("--no-tablespaces");
        }
        words.addAll(login(into));
        words.add(incoming.dump().toString());
        return words;
    }

    private HostTools.Ended script(Incoming incoming, String into, LoadProgress shown) {
        List<String> words = new ArrayList<>(List.of("--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", "--file=-"));
        words.addAll(login(into));
        try (InputStream in = incoming.script().open(target.identity().major())) {
            return tools.feed("psql", words, in, shown::line);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The scratch name needs no quoting, and the options make loading faster, see {@link ContainerLoad}. */
    private List<String> login(String database) {
        List<String> words = new ArrayList<>(List.of(
                "--no-password",
                "--host=" + target.url().host(),
                "--port=" + target.url().port(),
                "--dbname=dbname=" + database + " options='" + Load.OPTIONS + "'"));
        if (target.login().user() != null) {
            words.add("--username=" + target.login().user());
        }
        return words;
    }

    /** What a killed run left running ends with the scratch database that it works on. */
    @Override
    public void removeLeftovers() {}

    /** Nobody can tell from outside. */
    @Override
    public OptionalLong freeBytes() {
        return OptionalLong.empty();
    }

    @Override
    public void close() {}
}
