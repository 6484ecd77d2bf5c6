package io.github.dbguard.scan.files;

/** A programming language, as far as its comments and strings go. */
enum Language {
    JAVASCRIPT("//", true, "'\"`"),
    PYTHON("#", false, "'\""),
    RUBY("#", false, "'\"`"),
    GO("//", true, "\"`'"),
    GROOVY("//", true, "'\""),
    JVM("//", true, "'\""),
    PHP("//", true, "'\""),
    ELIXIR("#", false, "'\"");

    final String lineComment;
    final boolean blockComments;
    final String quotes;

    Language(String lineComment, boolean blockComments, String quotes) {
        this.lineComment = lineComment;
        this.blockComments = blockComments;
        this.quotes = quotes;
    }

    /**
     * How the string is written that begins there.
     *
     * @param prefixed marked as one that may hold expressions
     * @param raw marked as one in which nothing is escaped
     */
    CodeString.Form string(char quote, String code, int at, boolean prefixed, boolean raw) {
        String one = String.valueOf(quote);
        boolean three = hasTripleQuotes() && code.startsWith(one.repeat(3), at);
        return new CodeString.Form(
                three ? one.repeat(3) : one,
                three || quote == '`' || this == RUBY || this == PHP || this == ELIXIR,
                raw || this == GO && quote == '`',
                interpolation(quote, prefixed));
    }

    private boolean hasTripleQuotes() {
        return this == PYTHON || this == GROOVY || this == JVM || this == ELIXIR;
    }

    /** A name with a string behind it is a call. */
    boolean callsWithoutParentheses() {
        return this == JAVASCRIPT || this == RUBY || this == GROOVY || this == ELIXIR;
    }

    /** What opens an expression in a string; empty where none can. */
    private String interpolation(char quote, boolean prefixed) {
        return switch (this) {
            case JAVASCRIPT -> quote == '`' ? "${" : "";
            case GROOVY, JVM -> quote == '"' ? "${" : "";
            case PHP -> quote == '"' ? "{$" : "";
            case RUBY, ELIXIR -> quote != '\'' ? "#{" : "";
            case PYTHON -> prefixed ? "{" : "";
            case GO -> "";
        };
    }
}
