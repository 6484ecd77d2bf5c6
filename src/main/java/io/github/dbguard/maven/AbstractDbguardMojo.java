package io.github.dbguard.maven;

import io.github.dbguard.CannotProceed;
import io.github.dbguard.Log;
import io.github.dbguard.Progress;
import io.github.dbguard.Refused;
import java.io.Console;
import java.io.File;
import java.nio.file.Path;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.plugin.AbstractMojo;
import org.apache.maven.plugin.MojoExecution;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugins.annotations.Parameter;
import org.apache.maven.project.MavenProject;

/** What every goal has: skipping, the state folder, and the two ways of failing. */
abstract class AbstractDbguardMojo extends AbstractMojo {

    /** Skips every goal of dbguard. */
    @Parameter(property = "dbguard.skip", defaultValue = "false")
    private boolean skip;

    /**
     * Where baselines, backups and reports lie. Default: <code>.dbguard</code> beside the POM, or in the folder that
     * Maven was started in. Keep it out of <code>target</code>: a clean build would delete the backups.
     */
    @Parameter(property = "dbguard.directory")
    private File directory;

    @Parameter(defaultValue = "${session}", readonly = true, required = true)
    MavenSession session;

    @Parameter(defaultValue = "${project}", readonly = true)
    private MavenProject project;

    @Parameter(defaultValue = "${mojoExecution}", readonly = true)
    private MojoExecution execution;

    /** Runs the goal, unless it is skipped, and says in Maven's terms how it ended. */
    @Override
    public final void execute() throws MojoExecutionException, MojoFailureException {
        if (skip || skipGoal()) {
            getLog().warn("Skipped: dbguard did not look at anything (" + skippedBy() + ").");
            return;
        }
        try {
            run();
        } catch (Refused e) {
            throw new MojoFailureException(e.getMessage(), e);
        } catch (CannotProceed e) {
            throw new MojoExecutionException(e.getMessage(), e);
        } catch (RuntimeException e) {
            throw new MojoExecutionException(
                    "dbguard broke down: " + e + "\nThis is a defect in dbguard. Nothing was proven. Run it again with"
                            + " -e and report what it prints.",
                    e);
        }
    }

    /** The work of the goal. */
    abstract void run();

    /** The value of the goal's own skip parameter. */
    abstract boolean skipGoal();

    private String skippedBy() {
        if (skip) {
            return "dbguard.skip=true";
        }
        String goal = execution == null ? "goal" : execution.getGoal();
        StringBuilder camel = new StringBuilder();
        for (String word : goal.split("-")) {
            camel.append(camel.isEmpty() ? word : Character.toUpperCase(word.charAt(0)) + word.substring(1));
        }
        return "dbguard." + camel + ".skip=true";
    }

    /** The folder that Compose projects and <code>.dbguard</code> are looked for in. */
    Path folder() {
        return project != null && project.getFile() != null
                ? project.getBasedir().toPath()
                : Path.of(session.getExecutionRootDirectory());
    }

    /** Null where it was left out. */
    final File givenDirectory() {
        return directory;
    }

    Path directory() {
        return directory == null ? folder().resolve(".dbguard") : directory.toPath();
    }

    /** A path as a person would type it here: relative where it lies below the current folder, quoted where it must be. */
    static String typed(Path path) {
        Path here = Path.of("").toAbsolutePath();
        Path absolute = path.toAbsolutePath().normalize();
        String text =
                (absolute.startsWith(here) && !absolute.equals(here) ? here.relativize(absolute) : absolute).toString();
        return text.matches("[A-Za-z0-9_./:@%+=,-]+") ? text : "'" + text.replace("'", "'\\''") + "'";
    }

    String version() {
        String version = AbstractDbguardMojo.class.getPackage().getImplementationVersion();
        return version != null || execution == null ? version : execution.getVersion();
    }

    Log log() {
        return new MojoLog(getLog());
    }

    /** From Java 22 on there is a console even where output goes to a file; it then has a method that tells. */
    private static boolean atTerminal() {
        Console console = System.console();
        if (console == null) {
            return false;
        }
        try {
            return (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (ReflectiveOperationException olderJava) {
            return true;
        }
    }

    /** Whether somebody sits there who sees what is written and can answer. */
    boolean interactive() {
        return atTerminal() && session.getRequest().isInteractiveMode() && System.getenv("CI") == null;
    }

    /** A bar at a terminal, a line now and then elsewhere. */
    Progress progress() {
        boolean terminal = interactive() && !"dumb".equals(System.getenv("TERM"));
        return terminal ? new TerminalProgress(System.out) : new LoggedProgress(log());
    }
}
