package io.github.dbguard.maven;

import java.io.File;
import java.io.InputStream;
import java.lang.reflect.Field;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.apache.maven.execution.DefaultMavenExecutionRequest;
import org.apache.maven.execution.DefaultMavenExecutionResult;
import org.apache.maven.execution.MavenExecutionRequest;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.plugin.AbstractMojo;
import org.apache.maven.plugin.AbstractMojoExecutionException;
import org.apache.maven.plugin.logging.SystemStreamLog;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/**
 * Runs a goal in this JVM, as Maven does in a folder without a POM: the Mojo with the defaults of the plugin's descriptor and
 * with what the command line says. It saves the seconds in which a Maven process starts; what needs a process of its own,
 * to be killed above all, is for {@code MavenSandbox}.
 */
public final class GoalRun {

    private static final Document DESCRIPTOR = descriptor();

    private GoalRun() {}

    /** How a goal ended; {@code output} is what Maven would have shown, with the kind of exception that it ended with. */
    public record Ended(boolean success, String output) {}

    /**
     * @param folder where Maven would be started
     * @param arguments {@code -Ddbguard.label=v1}; without a value it is {@code true}
     */
    public static Ended goal(Path folder, String goal, String... arguments) {
        Output output = new Output();
        try {
            AbstractMojo mojo = mojo(folder, goal, properties(arguments));
            mojo.setLog(output);
            mojo.execute();
            return new Ended(true, output.text());
        } catch (AbstractMojoExecutionException e) {
            output.error(e.getClass().getSimpleName() + ": " + e.getMessage());
            return new Ended(false, output.text());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Map<String, String> properties(String... arguments) {
        Map<String, String> properties = new HashMap<>();
        for (String argument : arguments) {
            if (!argument.startsWith("-D")) {
                throw new IllegalArgumentException(argument);
            }
            String[] parts = argument.substring(2).split("=", 2);
            properties.put(parts[0], parts.length == 1 ? "true" : parts[1]);
        }
        return properties;
    }

    private static AbstractMojo mojo(Path folder, String goal, Map<String, String> properties)
            throws ReflectiveOperationException {
        Element described = described(goal);
        AbstractMojo mojo = (AbstractMojo) Class.forName(text(described, "implementation"))
                .getDeclaredConstructor()
                .newInstance();
        Element configuration =
                (Element) described.getElementsByTagName("configuration").item(0);
        for (Node node = configuration.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node instanceof Element parameter) {
                String property = parameter.getTextContent().replaceAll("^\\$\\{|}$", "");
                String given = properties.remove(property);
                String value = given == null ? parameter.getAttribute("default-value") : given;
                if (value.equals("${session}")) {
                    set(mojo, parameter.getTagName(), session(folder));
                } else if (!value.isEmpty() && !value.startsWith("${")) {
                    set(mojo, parameter.getTagName(), value(parameter.getAttribute("implementation"), value));
                }
            }
        }
        if (!properties.isEmpty()) {
            throw new IllegalArgumentException(goal + " has no " + properties.keySet());
        }
        return mojo;
    }

    private static Element described(String goal) {
        var mojos = DESCRIPTOR.getElementsByTagName("mojo");
        for (int i = 0; i < mojos.getLength(); i++) {
            if (text((Element) mojos.item(i), "goal").equals(goal)) {
                return (Element) mojos.item(i);
            }
        }
        throw new IllegalArgumentException("There is no goal " + goal);
    }

    private static String text(Element element, String child) {
        return element.getElementsByTagName(child).item(0).getTextContent();
    }

    private static Object value(String type, String text) {
        return switch (type) {
            case "java.lang.String" -> text;
            case "boolean" -> Boolean.valueOf(text);
            case "int" -> Integer.valueOf(text);
            case "java.io.File" -> new File(text);
            case "java.util.List" -> List.of(text.split(","));
            default -> throw new IllegalArgumentException("no value of type " + type);
        };
    }

    private static void set(Object mojo, String name, Object value) throws ReflectiveOperationException {
        for (Class<?> type = mojo.getClass(); type != null; type = type.getSuperclass()) {
            for (Field field : type.getDeclaredFields()) {
                if (field.getName().equals(name)) {
                    field.setAccessible(true);
                    field.set(mojo, value);
                    return;
                }
            }
        }
        throw new NoSuchFieldException(mojo.getClass() + "." + name);
    }

    @SuppressWarnings("deprecation")
    private static MavenSession session(Path folder) {
        MavenExecutionRequest request = new DefaultMavenExecutionRequest()
                .setBaseDirectory(folder.toFile())
                .setInteractiveMode(false);
        return new MavenSession(null, null, request, new DefaultMavenExecutionResult());
    }

    private static Document descriptor() {
        try (InputStream in = GoalRun.class.getResourceAsStream("/META-INF/maven/plugin.xml")) {
            return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(in);
        } catch (Exception e) {
            throw new IllegalStateException("There is no descriptor of the plugin: mvn process-classes makes it", e);
        }
    }

    /** Keeps what a goal says. A command that it runs speaks on a thread of its own. */
    private static final class Output extends SystemStreamLog {

        private final List<String> lines = Collections.synchronizedList(new ArrayList<>());

        @Override
        public void info(CharSequence line) {
            lines.add("[INFO] " + line);
        }

        @Override
        public void warn(CharSequence line) {
            lines.add("[WARNING] " + line);
        }

        @Override
        public void error(CharSequence line) {
            lines.add("[ERROR] " + line);
        }

        String text() {
            synchronized (lines) {
                return String.join("\n", lines);
            }
        }
    }
}
