package io.github.dbguard.report;

import io.github.dbguard.counts.Change;
import io.github.dbguard.counts.Comparison;
import io.github.dbguard.counts.Remark;
import io.github.dbguard.counts.TargetCause;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/** The result as JUnit XML: a test case for each table that changed or fails, and one for all that did not. */
public final class JunitXml {

    /** @param failure null when it passes */
    private record Case(String group, String name, String failure, String sentence) {}

    private JunitXml() {}

    /** @param target the target's name */
    public static String xml(String target, Comparison.Result result) {
        List<Case> cases = cases(result);
        StringWriter text = new StringWriter();
        try {
            XMLStreamWriter xml = XMLOutputFactory.newFactory().createXMLStreamWriter(text);
            xml.writeStartDocument("UTF-8", "1.0");
            xml.writeCharacters("\n");
            xml.writeStartElement("testsuite");
            attribute(xml, "name", "dbguard:verify-counts " + target);
            attribute(xml, "tests", String.valueOf(cases.size()));
            attribute(
                    xml,
                    "failures",
                    String.valueOf(
                            cases.stream().filter(one -> one.failure() != null).count()));
            attribute(xml, "errors", "0");
            attribute(xml, "skipped", "0");
            attribute(xml, "time", "0");
            for (Case one : cases) {
                write(xml, one);
            }
            xml.writeCharacters("\n");
            xml.writeEndElement();
            xml.writeEndDocument();
            xml.close();
        } catch (XMLStreamException e) {
            throw new IllegalStateException("Writing XML into memory failed", e);
        }
        return text.append('\n').toString();
    }

    private static List<Case> cases(Comparison.Result result) {
        List<Case> cases = new ArrayList<>();
        result.causes().forEach(cause -> cases.add(ofCause(cause)));
        result.changes().stream()
                .filter(change -> !change.unchanged())
                .sorted(Text.ORDER)
                .map(change -> new Case(
                        "tables." + change.database(),
                        change.label(),
                        change.fails() ? Text.cause(change) : null,
                        numbers(change) + " " + change.sentence()))
                .forEach(cases::add);
        String unchanged = Text.counted(result.totals().unchanged(), "table") + " unchanged";
        cases.add(new Case("tables", unchanged, null, unchanged));
        Stream.of(result.requireRows(), result.migrations(), result.checks(), result.remarks())
                .flatMap(List::stream)
                .map(JunitXml::ofRemark)
                .forEach(cases::add);
        return cases;
    }

    private static Case ofCause(TargetCause cause) {
        String name = cause.cause().name();
        String subject = cause.database() == null ? name : name + " " + cause.database();
        return new Case("target", subject, cause.fails() ? name : null, cause.sentence());
    }

    private static Case ofRemark(Remark remark) {
        String group = remark.database() == null ? "remarks" : "remarks." + remark.database();
        String failure = remark.fails() ? remark.weight().name() : null;
        return new Case(group, remark.about(), failure, remark.sentence());
    }

    private static String numbers(Change change) {
        return Text.rows(change.rowsBefore()) + " -> " + Text.rows(change.rowsAfter()) + " ("
                + Text.signed(change.difference()) + ").";
    }

    private static void write(XMLStreamWriter xml, Case one) throws XMLStreamException {
        xml.writeCharacters("\n  ");
        xml.writeStartElement("testcase");
        attribute(xml, "classname", "dbguard." + one.group());
        attribute(xml, "name", one.name());
        attribute(xml, "time", "0");
        if (one.failure() == null) {
            xml.writeStartElement("system-out");
        } else {
            xml.writeStartElement("failure");
            attribute(xml, "type", one.failure());
            attribute(xml, "message", one.sentence());
        }
        xml.writeCharacters(legal(one.sentence()));
        xml.writeEndElement();
        xml.writeEndElement();
    }

    private static void attribute(XMLStreamWriter xml, String name, String value) throws XMLStreamException {
        xml.writeAttribute(name, legal(value));
    }

    /** XML 1.0 knows no way at all to write most control characters: their code stands for them. */
    private static String legal(String text) {
        return Text.oneLine(text);
    }
}
