package dev.hardening.slo;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A directory of a tracker's states, one file per hour, the newest 168 kept: one week, as backup
 * runbooks ask.
 *
 * <pre>{@code
 * SnapshotDirectory snapshots = SnapshotDirectory.of(Path.of("/var/lib/shop/slo"));
 * snapshots.restore(tracker);                       // at the start, before traffic
 * snapshots.save(tracker.snapshot());               // every few minutes, and before a deployment
 * }</pre>
 *
 * <p>A file is written beside its place, forced to disk, and moved there atomically: a process that
 * is killed at any moment leaves the previous file or the new one. What cannot be used when
 * restoring (torn, foreign, another version, unreadable, from the future) is left where it is and
 * reported, and the file before it is taken. One process should write to a directory.
 */
public final class SnapshotDirectory {
  /** How many hourly files are kept. */
  public static final int KEPT = 168;

  /** Three times what 100 objectives by 50 endpoints take with all slots in use. */
  private static final long MOST_BYTES = 1L << 30;

  private static final Pattern NAME = Pattern.compile("slo-\\d{8}-\\d{2}\\.state");
  private static final DateTimeFormatter HOUR =
      DateTimeFormatter.ofPattern("yyyyMMdd-HH").withZone(ZoneOffset.UTC);

  private final Path directory;

  private SnapshotDirectory(Path directory) {
    this.directory = directory;
  }

  /** States in this directory, which is created when first needed. */
  public static SnapshotDirectory of(Path directory) {
    return new SnapshotDirectory(directory);
  }

  /**
   * Writes the file of the state's hour, replacing an earlier one of the same hour, and deletes all
   * but the newest 168.
   *
   * @return the file
   */
  public synchronized Path save(SloState state) throws IOException {
    Files.createDirectories(directory);
    Path file = directory.resolve("slo-" + HOUR.format(state.taken()) + ".state");
    Path fresh = unfinished(file);
    try (FileChannel channel =
        FileChannel.open(
            fresh,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      ByteBuffer bytes = ByteBuffer.wrap(state.toBytes());
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
    try {
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (AtomicMoveNotSupportedException e) {
      throw new IOException(
          "directory: " + directory + " (expected: a file system with atomic moves)", e);
    }
    forceDirectory();
    // Files of a clock that ran ahead must not push out what is saved now.
    List<Path> files = files().stream().filter(other -> other.compareTo(file) <= 0).toList();
    for (Path old : files.subList(Math.min(KEPT, files.size()), files.size())) {
      Files.deleteIfExists(old);
    }
    return file;
  }

  /** Where a file is written first: one name for all, so that what was cut off is overwritten. */
  static Path unfinished(Path file) {
    return file.resolveSibling("slo-state.new");
  }

  /** Makes the move itself durable where the platform lets a directory be opened. */
  private void forceDirectory() throws IOException {
    FileChannel channel;
    try {
      channel = FileChannel.open(directory, StandardOpenOption.READ);
    } catch (IOException e) {
      // Windows does not open directories; there the move is durable by the journal.
      return;
    }
    try (channel) {
      channel.force(true);
    }
  }

  /** The files, newest first. */
  public List<Path> files() throws IOException {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (Stream<Path> all = Files.list(directory)) {
      return all.filter(path -> NAME.matcher(path.getFileName().toString()).matches())
          .sorted(Comparator.comparing((Path path) -> path.getFileName().toString()).reversed())
          .toList();
    }
  }

  /**
   * What was found.
   *
   * @param state the newest state that could be read; empty if there is none
   * @param file its file
   * @param refused files newer than that which could not be used, each with the reason
   */
  public record Found(Optional<SloState> state, Optional<Path> file, List<String> refused) {
    /** Copies the list. */
    public Found {
      refused = List.copyOf(refused);
    }
  }

  /** The newest state that is valid. Changes nothing. */
  public Found newest() throws IOException {
    return newest(Instant.MAX);
  }

  /** The newest state that is valid and not from after {@code latest}, as of a clock set wrong. */
  Found newest(Instant latest) throws IOException {
    List<String> refused = new ArrayList<>();
    for (Path file : files()) {
      try {
        SloState state = read(file);
        if (!state.taken().isAfter(latest)) {
          return new Found(Optional.of(state), Optional.of(file), refused);
        }
        refused.add(
            file.getFileName() + ": taken: " + state.taken() + " (expected: <= " + latest + ")");
      } catch (SloStateException e) {
        refused.add(file.getFileName() + ": " + e.getMessage());
      } catch (IOException e) {
        refused.add(file.getFileName() + ": " + e);
      }
    }
    return new Found(Optional.empty(), Optional.empty(), refused);
  }

  private static SloState read(Path file) throws IOException {
    long size = Files.size(file);
    if (size > MOST_BYTES) {
      throw new SloStateException("length: " + size + " (expected: <= " + MOST_BYTES + " bytes)");
    }
    return SloState.fromBytes(Files.readAllBytes(file));
  }

  /**
   * Adds the newest valid state to a tracker; once, before traffic. One taken more than a minute
   * after the tracker's present is passed over, as of a clock that was set wrong.
   *
   * @return what was found; the host decides whether {@link Found#refused} is worth a line in its
   *     log
   * @throws IllegalArgumentException if the state holds one of the tracker's names to another
   *     objective
   */
  public Found restore(SloTracker tracker) throws IOException {
    Found found = newest(tracker.now().plus(SloTracker.AHEAD));
    found.state().ifPresent(tracker::restore);
    return found;
  }

  /**
   * How long before {@code now} the newest valid state was taken: what a crash now would lose. One
   * taken more than a minute after {@code now} is passed over.
   */
  public Optional<Duration> age(Instant now) throws IOException {
    return newest(now.plus(SloTracker.AHEAD))
        .state()
        .map(state -> Duration.between(state.taken(), now));
  }
}
