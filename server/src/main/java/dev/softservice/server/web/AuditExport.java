package dev.softservice.server.web;

import dev.softservice.server.account.Account;
import dev.softservice.server.account.Audit;

/** The audit log as a file. */
public final class AuditExport {
    private static final int AT_ONCE = 500;

    private AuditExport() {}

    /** All that fits the filter, the newest first, written as the rows are read. */
    public static Reply reply(Audit audit, Audit.Filter filter, Account by) {
        return Reply.stream("text/csv; charset=utf-8", out -> {
                    out.write(Csv.line("id", "at", "account", "action", "subject", "detail"));
                    for (var before = 0L; ; ) {
                        var some = audit.find(filter, before, AT_ONCE, by);
                        for (var entry : some)
                            out.write(Csv.line(
                                    Long.toString(entry.id()),
                                    entry.at().toString(),
                                    entry.account(),
                                    entry.action(),
                                    entry.subject(),
                                    entry.detail()));
                        if (some.size() < AT_ONCE) return;
                        before = some.getLast().id();
                    }
                })
                .with("Content-Disposition", "attachment; filename=\"audit.csv\"");
    }
}
