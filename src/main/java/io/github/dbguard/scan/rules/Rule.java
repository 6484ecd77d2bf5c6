package io.github.dbguard.scan.rules;

/** Something that can destroy data, and how to know it. One class a rule, one page a rule. */
public interface Rule {

    About about();
}
