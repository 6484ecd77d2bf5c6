package io.github.dbguard.report;

import io.github.dbguard.scan.Finding;
import io.github.dbguard.scan.ScanResult;
import io.github.dbguard.scan.Severity;
import io.github.dbguard.scan.Unread;
import java.io.StringWriter;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/** A scan as JUnit XML: a test case a finding, which fails where the finding fails the build; an error a file not read. */
public final class ScanJunit {

    private ScanJunit() {}

    /** @param failOn findings as grave as this fail; null where none does */
    public static String xml(ScanResult result, Severity failOn) {
        StringWriter text = new StringWriter();
        try {
            XMLStreamWriter xml = XMLOutputFactory.newFactory().createXMLStreamWriter(text);
            xml.writeStartDocument("UTF-8", "1.0");
            xml.writeStartElement("testsuite");
            long failures = result.findings().stream()
                    .filter(each -> fails(each, failOn))
                    .count();
            attribute(xml, "name", "dbguard:scan");
            attribute(
                    xml,
                    "tests",
                    String.valueOf(result.findings().size() + result.unread().size() + 1));
            attribute(xml, "failures", String.valueOf(failures));
            attribute(xml, "errors", String.valueOf(result.unread().size()));
            attribute(xml, "skipped", "0");
            attribute(xml, "time", "0");
            begin(xml, "scan", ScanConsole.conclusion(result));
            xml.writeEndElement();
            for (Finding finding : result.findings()) {
                finding(xml, finding, fails(finding, failOn));
            }
            for (Unread unread : result.unread()) {
                begin(xml, "unread", unread.path());
                problem(xml, "error", "not read", unread.why());
                xml.writeEndElement();
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

    private static boolean fails(Finding finding, Severity failOn) {
        return failOn != null && finding.severity().compareTo(failOn) <= 0;
    }

    private static void finding(XMLStreamWriter xml, Finding finding, boolean fails) throws XMLStreamException {
        begin(
                xml,
                finding.rule(),
                finding.path() + ":" + finding.line() + ":" + finding.column() + " " + finding.command());
        String sentence = finding.message() + " Instead: " + finding.mend();
        if (fails) {
            problem(xml, "failure", finding.severity().word(), sentence);
        } else {
            xml.writeStartElement("system-out");
            xml.writeCharacters(Text.oneLine(finding.severity().word() + ": " + sentence));
            xml.writeEndElement();
        }
        xml.writeEndElement();
    }

    private static void begin(XMLStreamWriter xml, String group, String name) throws XMLStreamException {
        xml.writeCharacters("\n  ");
        xml.writeStartElement("testcase");
        attribute(xml, "classname", "dbguard.scan." + group);
        attribute(xml, "name", name);
        attribute(xml, "time", "0");
    }

    private static void problem(XMLStreamWriter xml, String element, String type, String text)
            throws XMLStreamException {
        xml.writeStartElement(element);
        attribute(xml, "type", type);
        attribute(xml, "message", text);
        xml.writeCharacters(Text.oneLine(text));
        xml.writeEndElement();
    }

    private static void attribute(XMLStreamWriter xml, String name, String value) throws XMLStreamException {
        xml.writeAttribute(name, Text.oneLine(value));
    }
}
