package dev.hardening.redaction.engine;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * A scan over text that arrives in pieces, whose answer is that of the whole text at every split.
 *
 * <p>What makes this exact is that every decision is bounded: a matcher looks at most {@link
 * Matcher#LOOK} characters ahead of its reference point and behind it. So text is scanned up to
 * {@code LOOK} short of what is there; what is found there is final unless it touches that margin,
 * in which case it is found again when more has come; and what lies {@code LOOK} behind the scan
 * can no longer change. A match that outgrows {@code longest} is replaced by its label at once, as
 * it would be in the whole text, and the rest of it is dropped as it comes.
 *
 * <p>Not thread-safe.
 */
public final class Stream {
  /** Gets the text that stays, and what was found between. */
  public interface Sink {
    void text(String block, int start, int end) throws IOException;

    /**
     * A span of a block, whole; the block goes on far enough behind it to judge its surroundings.
     */
    void found(String block, int start, int end, int rule) throws IOException;

    /** A span longer than the longest, whose end is not here yet. */
    void foundLong(String block, int start, int rule) throws IOException;
  }

  private static final int BLOCK = 8_192;

  private final Engine engine;
  private final int longest;
  private final Sink sink;
  private final StringBuilder buffer = new StringBuilder();

  /**
   * In the buffer: where the scan goes on, what is written already, and where the last match ended.
   */
  private int from = -1;

  private int written;
  private int floor;

  /** The matches whose rest is being dropped. */
  private final List<Rest> dropping = new ArrayList<>();

  /** Characters that the last look left in the buffer. */
  private int heldAfterAdvance;

  /** What is yet to come of a match. */
  private static final class Rest {
    private final Matcher matcher;
    private int mode;

    /** Where it goes on, or ended. */
    private int at;

    private boolean ended;

    private Rest(Matcher matcher, int mode, int at) {
      this.matcher = matcher;
      this.mode = mode;
      this.at = at;
    }

    private void goOn(String text, boolean atEnd) {
      if (ended) {
        return;
      }
      int end = matcher.resume(text, at, mode, atEnd);
      ended = end >= 0;
      if (end < 0) {
        mode = matcher.modeAfter(text, at, ~end, mode);
      }
      at = ended ? end : ~end;
    }
  }

  public Stream(Engine engine, int longest, Sink sink) {
    this.engine = engine;
    this.longest = longest;
    this.sink = sink;
  }

  /** Most characters held back at a time, but for what one call brings. */
  public static int maximumCarry(int longest) {
    return longest + 6 * Matcher.LOOK + 2 * BLOCK;
  }

  public void write(char[] characters, int offset, int length) throws IOException {
    int done = 0;
    while (done < length) {
      int piece = Math.min(length - done, BLOCK);
      buffer.append(characters, offset + done, piece);
      done += piece;
      if (buffer.length() >= held() + BLOCK) {
        advance(false);
      }
    }
  }

  private int held() {
    return Math.max(heldAfterAdvance, 2 * Matcher.LOOK);
  }

  /** Passes on what can no longer change. */
  public void settle() throws IOException {
    advance(false);
  }

  /** The end of the text: passes on all the rest. The stream begins anew after it. */
  public void end() throws IOException {
    advance(true);
    buffer.setLength(0);
    from = -1;
    written = 0;
    floor = 0;
    dropping.clear();
    heldAfterAdvance = 0;
  }

  private void advance(boolean atEnd) throws IOException {
    String text = buffer.toString();
    if (!dropping.isEmpty()) {
      if (!drop(text, atEnd)) {
        return;
      }
      text = buffer.toString();
    }
    int n = text.length();
    int limit = atEnd ? n : n - Matcher.LOOK;
    if (limit <= from && !atEnd) {
      return;
    }
    Spans spans = engine.scan(text, from, floor, limit, null);
    int next = Math.max(from, limit);
    int size = spans == null ? 0 : spans.size();
    if (spans != null && !atEnd) {
      int last = size - 1;
      boolean open = size > 0 && spans.end(last) > n - Matcher.LOOK;
      if (open && n - Matcher.LOOK - spans.start(last) > longest) {
        emit(text, spans, last);
        sink.text(text, written, spans.start(last));
        sink.foundLong(text, spans.start(last), spans.rule(last));
        for (Spans.Part part : spans.parts()) {
          dropping.add(rest(text, part));
        }
        if (drop(text, false)) {
          advance(false);
        }
        return;
      }
      int lowest = Integer.MAX_VALUE;
      if (open || (size > 0 && spans.end(last) >= limit - Matcher.LOOK)) {
        size = last;
        next = spans.window(last);
        lowest = spans.lowest(last);
      }
      Spans.Held held = spans.held();
      if (held != null && held.last() >= limit - Matcher.LOOK) {
        // A match may yet begin in it.
        for (Spans.Held one : held.all()) {
          next = Math.min(next, one.window());
          lowest = Math.min(lowest, Math.min(one.window(), one.reference()));
        }
      }
      while (size > 0 && spans.end(size - 1) > lowest) {
        // Found behind a reference point of what is not final.
        size--;
        next = Math.min(next, spans.window(size));
        lowest = Math.min(lowest, spans.lowest(size));
      }
    }
    if (spans != null) {
      emit(text, spans, size);
      if (size > 0) {
        floor = spans.end(size - 1);
      }
    }
    int settled = atEnd ? n : Math.max(written, Math.min(next, limit) - Matcher.LOOK);
    sink.text(text, written, settled);
    written = settled;
    from = next;
    keep(text, Math.max(0, settled - Matcher.LOOK));
    heldAfterAdvance = buffer.length();
  }

  private void emit(String text, Spans spans, int size) throws IOException {
    for (int i = 0; i < size; i++) {
      sink.text(text, written, spans.start(i));
      if (engine.isBarrier(spans.rule(i))) {
        sink.text(text, spans.start(i), spans.end(i));
      } else {
        found(text, spans.start(i), spans.end(i), spans.rule(i));
      }
      written = spans.end(i);
    }
  }

  private void found(String text, int start, int end, int rule) throws IOException {
    int[] parts = engine.parts(text, start, end, rule);
    if (parts == null) {
      sink.found(text, start, end, rule);
      return;
    }
    int last = start;
    for (int p = 0; p < parts.length; p += 2) {
      sink.text(text, last, parts[p]);
      last = parts[p + 1];
      sink.found(text, parts[p], last, rule);
    }
    sink.text(text, last, end);
  }

  private Rest rest(String text, Spans.Part part) {
    Matcher matcher = engine.rule(part.rule()).matcher();
    int mode = matcher.mode(text, part.reference(), part.floor());
    int at = matcher.resumePoint(part.start(), longest);
    if (at <= part.end()) {
      return new Rest(matcher, mode, at);
    }
    // Others made the span so long.
    Rest rest = new Rest(matcher, mode, part.end());
    rest.ended = part.end() < text.length();
    return rest;
  }

  /**
   * Drops the rest of an overlong span, to where the last of its matches ends; false where that is
   * not here yet.
   */
  private boolean drop(String text, boolean atEnd) {
    int end = 0;
    int open = Integer.MAX_VALUE;
    for (Rest rest : dropping) {
      rest.goOn(text, atEnd);
      end = Math.max(end, rest.at);
      open = rest.ended ? open : Math.min(open, rest.at);
    }
    boolean done = open == Integer.MAX_VALUE;
    written = done ? end : open;
    floor = written;
    from = done ? end - 1 : written;
    if (done) {
      dropping.clear();
    }
    keep(text, Math.max(0, written - Matcher.LOOK));
    if (!done) {
      heldAfterAdvance = buffer.length();
    }
    return done;
  }

  /** Forgets the text before a position. */
  private void keep(String text, int start) {
    if (start <= 0) {
      return;
    }
    buffer.setLength(0);
    buffer.append(text, start, text.length());
    written -= start;
    floor = Math.max(0, floor - start);
    from -= start;
    for (Rest rest : dropping) {
      rest.at -= start;
    }
  }
}
