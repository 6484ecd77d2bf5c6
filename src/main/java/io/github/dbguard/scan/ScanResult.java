package io.github.dbguard.scan;

import java.util.List;

/**
 * What a scan found.
 *
 * @param findings that nobody has accepted, by path and line
 * @param unread files that could not be read, or not whole
 * @param remarks about suppressions of the configuration and known findings that are over, and templates that were
 *     read line by line
 * @param files how many were read
 * @param suppressed how many findings were accepted, by a comment or the configuration
 * @param known how many findings were known
 */
public record ScanResult(
        List<Finding> findings, List<Unread> unread, List<String> remarks, int files, int suppressed, int known) {

    public long count(Severity severity) {
        return findings.stream().filter(each -> each.severity() == severity).count();
    }

    /** A finding is at least as grave. */
    public boolean reaches(Severity severity) {
        return findings.stream().anyMatch(each -> each.severity().compareTo(severity) <= 0);
    }
}
