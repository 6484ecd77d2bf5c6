package io.github.dbguard.scan;

import java.util.regex.Pattern;

/** Keeps passwords that stand in commands out of reports. */
final class Secrets {

    private static final Pattern ASSIGNED = Pattern.compile(
            "(?i)(\\b\\w*(?:password|passwd|secret|token|api_?key)\\w*\\s*[=:]\\s*)(['\"]?)(?!\\$)[^\\s'\"&;]+");
    private static final Pattern IN_URL = Pattern.compile("(://[^\\s:/@]+:)(?!\\$)[^\\s@/]+@");

    private Secrets() {}

    /** The same text with dots for what looks like a password. */
    static String masked(String text) {
        return IN_URL.matcher(ASSIGNED.matcher(text).replaceAll("$1$2…")).replaceAll("$1…@");
    }
}
