package io.github.dbguard.scan;

import io.github.dbguard.scan.accepted.Configuration;
import io.github.dbguard.scan.accepted.KnownFindings;
import java.nio.file.Path;
import java.time.LocalDate;

/**
 * What is to be scanned.
 *
 * @param root of the repository
 * @param known findings that are not told again
 * @param changedSince a commit: only files changed since then are scanned; null for all
 * @param today for suppressions that end
 */
public record ScanOptions(
        Path root, Configuration configuration, KnownFindings known, String changedSince, LocalDate today) {}
