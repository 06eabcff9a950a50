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
 * is killed at any moment leaves the previous file or the new one. What cannot be read when
 * restoring (torn, foreign, another version) is left where it is and reported, and the file before
 * it is taken. One process should write to a directory.
 */
public final class SnapshotDirectory {
  /** How many hourly files are kept. */
  public static final int KEPT = 168;

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
    Path fresh = directory.resolve(file.getFileName() + ".new");
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
    List<Path> files = files();
    for (Path old : files.subList(Math.min(KEPT, files.size()), files.size())) {
      Files.deleteIfExists(old);
    }
    return file;
  }

  /** Makes the move itself durable where the platform lets a directory be opened. */
  private void forceDirectory() {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (IOException e) {
      // Windows does not open directories; there the move is durable by the journal.
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
    List<String> refused = new ArrayList<>();
    for (Path file : files()) {
      try {
        return new Found(
            Optional.of(SloState.fromBytes(Files.readAllBytes(file))), Optional.of(file), refused);
      } catch (SloStateException e) {
        refused.add(file.getFileName() + ": " + e.getMessage());
      }
    }
    return new Found(Optional.empty(), Optional.empty(), refused);
  }

  /**
   * Adds the newest valid state to a tracker; once, before traffic.
   *
   * @return what was found; the host decides whether {@link Found#refused} is worth a line in its
   *     log
   * @throws IllegalArgumentException if the state holds one of the tracker's names to another
   *     objective
   */
  public Found restore(SloTracker tracker) throws IOException {
    Found found = newest();
    found.state().ifPresent(tracker::restore);
    return found;
  }

  /** How long before {@code now} the newest valid state was taken: what a crash now would lose. */
  public Optional<Duration> age(Instant now) throws IOException {
    return newest().state().map(state -> Duration.between(state.taken(), now));
  }
}
