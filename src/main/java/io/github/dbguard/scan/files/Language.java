package io.github.dbguard.scan.files;

/** A programming language, as far as its comments and strings go. */
enum Language {
    JAVASCRIPT("//", true, "'\"`"),
    PYTHON("#", false, "'\""),
    RUBY("#", false, "'\"`"),
    GO("//", true, "\"`"),
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

    boolean hasTripleQuotes() {
        return this == PYTHON || this == GROOVY || this == JVM || this == ELIXIR;
    }

    /** A name with a string behind it is a call. */
    boolean callsWithoutParentheses() {
        return this == JAVASCRIPT || this == RUBY || this == GROOVY || this == ELIXIR;
    }

    /** What opens an expression in a string; empty where none can. */
    String interpolation(char quote, boolean prefixed) {
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
