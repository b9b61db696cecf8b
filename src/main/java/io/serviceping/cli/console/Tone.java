package io.serviceping.cli.console;

/** What a text means; on a terminal its colour. */
public enum Tone {
    PLAIN(""),
    STRONG("bold"),
    GOOD("green"),
    WARNING("yellow"),
    BAD("red,bold");

    private final String style;

    Tone(String style) {
        this.style = style;
    }

    String style() {
        return style;
    }
}
