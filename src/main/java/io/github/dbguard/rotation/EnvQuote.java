package io.github.dbguard.rotation;

/** The three ways to write a value in an env file, as Compose reads them. */
enum EnvQuote {

    /** To the end of the line or a blank with a {@code #}; {@code $} is interpolated. */
    NONE {
        /**
         * Narrower than Compose: what a shell that sources the file, another reader or an older Compose (which cut at
         * every {@code #}) would take for something else goes into quotes.
         */
        @Override
        boolean canSay(String value) {
            return !value.isEmpty()
                    && value.codePoints().allMatch(c -> PLAIN.indexOf(c) >= 0 || Character.isLetterOrDigit(c));
        }

        @Override
        String write(String value) {
            return value;
        }
    },

    /** All literal. Compose would take {@code \'} for a quote; shells and others would not, so it is not used. */
    SINGLE {
        @Override
        boolean canSay(String value) {
            return value.indexOf('\'') < 0
                    && value.indexOf('\n') < 0
                    && value.indexOf('\r') < 0
                    && !value.endsWith("\\");
        }

        @Override
        String write(String value) {
            return "'" + value + "'";
        }
    },

    /** With escapes; {@code $} is interpolated. Can say everything; a shell would run what is between backticks. */
    DOUBLE {
        @Override
        boolean canSay(String value) {
            return value.indexOf('`') < 0;
        }

        @Override
        String write(String value) {
            StringBuilder out = new StringBuilder("\"");
            for (int i = 0; i < value.length(); i++) {
                char c = value.charAt(i);
                switch (c) {
                    case '\\', '"', '$' -> out.append('\\').append(c);
                    case '\n' -> out.append("\\n");
                    case '\r' -> out.append("\\r");
                    default -> out.append(c);
                }
            }
            return out.append('"').toString();
        }
    };

    private static final String PLAIN = "_./:@%+=,^!*?[]{}-";

    /** Whether every reader takes the value for what it is when it is written so. */
    abstract boolean canSay(String value);

    /** The value with its quotes, as it goes into the file. */
    abstract String write(String value);

    /** This way where it can say the value, else the simplest that can. */
    EnvQuote orSimplestFor(String value) {
        if (canSay(value)) {
            return this;
        }
        for (EnvQuote quote : values()) {
            if (quote.canSay(value)) {
                return quote;
            }
        }
        return DOUBLE;
    }
}
