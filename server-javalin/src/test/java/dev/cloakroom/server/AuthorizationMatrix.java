package dev.cloakroom.server;

import static java.util.stream.Collectors.toCollection;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The table of {@code docs/authorization.md}: who gets which answer to what. Immutable. */
final class AuthorizationMatrix {

    /** Who asks, in the order of the columns. */
    enum Caller {
        OWNER("owner"),
        APPENDER("appender"),
        READER("reader"),
        OTHER("other user"),
        NAMESAKE("same name, other tenant"),
        ADMIN("admin"),
        NOBODY("nobody");

        private final String column;

        Caller(String column) {
            this.column = column;
        }
    }

    /**
     * One row.
     *
     * @param route method and path as the server's table has them
     * @param special what is special about the request, or empty
     * @param cells what each caller is answered
     */
    record Operation(String route, String special, Map<Caller, String> cells) {}

    /** Asks for a cell and tells the answer as the table would have it. */
    interface Asker {
        String ask(Operation operation, Caller caller) throws IOException;
    }

    private static final Pattern NAME = Pattern.compile("`([A-Z]+ /[^`]*)` ?(.*)");

    private final List<Operation> operations;

    private AuthorizationMatrix(List<Operation> operations) {
        this.operations = List.copyOf(operations);
    }

    static AuthorizationMatrix in(String document) {
        List<List<String>> rows = document.lines()
                .filter(line -> line.startsWith("| "))
                .map(AuthorizationMatrix::cells)
                .toList();
        List<String> head = new ArrayList<>(List.of("operation"));
        for (Caller caller : Caller.values()) {
            head.add(caller.column);
        }
        int start = rows.indexOf(head);
        if (start < 0) {
            throw new IllegalArgumentException("there is no table with the columns " + head);
        }
        return new AuthorizationMatrix(rows.subList(start + 1, rows.size()).stream()
                .map(AuthorizationMatrix::operation)
                .toList());
    }

    private static List<String> cells(String line) {
        return Arrays.stream(line.strip().split("\\|", -1))
                .map(String::strip)
                .toList()
                .subList(1, (int) line.chars().filter(c -> c == '|').count());
    }

    private static Operation operation(List<String> row) {
        Matcher name = NAME.matcher(row.get(0));
        if (!name.matches() || row.size() != Caller.values().length + 1) {
            throw new IllegalArgumentException("no row of the table: " + row);
        }
        Map<Caller, String> cells = new TreeMap<>();
        for (Caller caller : Caller.values()) {
            cells.put(caller, row.get(cells.size() + 1));
        }
        return new Operation(name.group(1), name.group(2), cells);
    }

    List<Operation> operations() {
        return operations;
    }

    /** What is wrong with the rows, given the routes that a server has: nothing when each has one, and no other has. */
    List<String> gaps(Set<String> routes) {
        Set<String> rows = operations.stream().map(Operation::route).collect(toCollection(TreeSet::new));
        List<String> gaps = new ArrayList<>();
        routes.stream().filter(route -> !rows.contains(route)).forEach(route -> gaps.add(route + " has no row"));
        rows.stream().filter(row -> !routes.contains(row)).forEach(row -> gaps.add(row + " is no route"));
        return gaps;
    }

    /** What is answered otherwise than the cells say, after asking for each of them. */
    List<String> differences(Asker asker) throws IOException {
        List<String> differences = new ArrayList<>();
        for (Operation operation : operations) {
            for (Map.Entry<Caller, String> cell : operation.cells().entrySet()) {
                String answer = asker.ask(operation, cell.getKey());
                if (!answer.equals(cell.getValue())) {
                    differences.add(operation.route() + " " + operation.special() + " by " + cell.getKey() + ": "
                            + cell.getValue() + " in the document, but " + answer);
                }
            }
        }
        return differences;
    }
}
