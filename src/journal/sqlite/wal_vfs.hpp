// SQLite's way to the disk, with fewer system calls for the WAL.
#pragma once

namespace orderhook {

/// The name of a VFS that passes everything on to SQLite's default one. Only the WAL is written in
/// large pieces, where SQLite itself makes two system calls for each page: what it writes stays in
/// memory until it is to be synced, or until anything else is asked of the file.
///
/// Other connections see a commit once it was synced. So this is for connections with
/// `synchronous = FULL`, which sync each commit. A failed write shows when the commit is synced.
/// An empty name, which stands for the default VFS, when it cannot be had.
[[nodiscard]] const char* wal_vfs();

} // namespace orderhook
