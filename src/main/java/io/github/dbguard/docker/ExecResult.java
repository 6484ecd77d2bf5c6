package io.github.dbguard.docker;

/**
 * How a command inside a container ended.
 *
 * @param exitCode as the engine tells it; 126 and 127 are also what a command that could not be started answers, with
 *     the reason on standard output
 * @param stdout what it wrote, as UTF-8; empty where the output was streamed elsewhere
 * @param stderr what it wrote to standard error, as UTF-8; of a streamed command the last 64 KiB
 */
public record ExecResult(int exitCode, String stdout, String stderr) {

    public boolean ok() {
        return exitCode == 0;
    }
}
