-- Decides on one or several limits, all or nothing, in one call.
--
-- KEYS: the state of each limit, then the penalty of each that sends its keys to the penalty box.
-- ARGV[1]: p peek, c charge if all fit, s settle earlier charges, l lease of one limit.
-- ARGV[2]: the time in microseconds since the epoch, for tests; empty: the server's.
-- ARGV[3]: for p and c empty or the penalty box: its numbers, a bar, and for each limit 1 if it sends
-- its keys there, else 0; for s when the reservation expires; for l how many more permits are wanted
-- than those that are needed now, and for how long.
-- Then for each limit its policy and the permits; for s those that are given back, or with a minus those
-- that are charged on top whether they fit or not, and the two numbers of the stamp.
--
-- Answers the time; for s whether the reservation has expired, and no more; then for each limit whether
-- the permits fit (1 or 0; while its key is blocked for how long, negative), and four numbers of its
-- state; for l at last how many permits were charged, and for how long they are leased.
--
-- All numbers are whole and below 2^53. A time that need not be whole microseconds is a pair: the
-- microseconds, and the nanoseconds over.
--
-- A policy is the format's number 1, a letter and four numbers, closed by a bar:
--   b bucket       limit, interval (pair), capacity        state: when it is full (pair), latest charge
--   f aligned      limit, window, 0, 0                     state: the window's number, used
--   a anchored     limit, window, 0, 0                     state: start, used, of these at the start
--   t two counters limit, window, grain (nanoseconds), 0   state: the window's number, previous, current
--   s sub-windows  limit, length (pair), span              state: latest, used, debt, newest, its count
-- It stands before the state that it led to, so that the state of another policy is known as such:
-- what is still held of it is charged to the new one. The states of s are lists, in which the older
-- sub-windows with their counts follow, oldest first; all others are strings.
local LONGEST_DEBT = 100 -- limits
local BATCH = 32
local GROUPS = 16 -- so many refusals are each counted by themselves, and more in so many groups

local mode = ARGV[1]
local now = tonumber(ARGV[2])
local extraMillis = 0
if now then
  extraMillis = 3600000 -- the time that keys expire by is another than this
else
  local time = redis.call('TIME')
  now = time[1] * 1000000 + time[2]
end

-- Exact below 2^53, where a / b may be rounded up to a whole number.
local function div(a, b)
  return (a - math.fmod(a, b)) / b
end

local function ceilDiv(a, b)
  return div(a + b - 1, b)
end

-- How often a pair goes into some microseconds, and the nanoseconds left. By decimals, so that no
-- number is above ten times the pair.
local function divByPair(micros, length, nanos)
  if nanos == 0 then
    return div(micros, length), math.fmod(micros, length) * 1000
  end
  local all = length * 1000 + nanos
  local quotient, rest = div(micros, all), math.fmod(micros, all)
  for _ = 1, 3 do
    rest = rest * 10
    quotient = quotient * 10 + div(rest, all)
    rest = math.fmod(rest, all)
  end
  return quotient, rest
end

local function timesPair(n, micros, nanos)
  local over = n * nanos
  return n * micros + div(over, 1000), math.fmod(over, 1000)
end

local function plusPair(a, aNanos, b, bNanos)
  local nanos = aNanos + bNanos
  if nanos >= 1000 then
    return a + b + 1, nanos - 1000
  end
  return a + b, nanos
end

-- 0 when it would be negative.
local function minusPair(a, aNanos, b, bNanos)
  if a < b or a == b and aNanos < bNanos then
    return 0, 0
  end
  if aNanos < bNanos then
    return a - b - 1, aNanos + 1000 - bNanos
  end
  return a - b, aNanos - bNanos
end

-- A limit in its fresh state; nil if the text is no policy.
local function limitOf(text)
  local kind, limit, length, nanos, span =
    string.match(text, '^1([abfst])(%d+),(%d+),(%d+),(%d+)|')
  if not kind then
    return nil
  end
  return {
    kind = kind, limit = tonumber(limit), length = tonumber(length), nanos = tonumber(nanos),
    span = tonumber(span), x = 0, y = 0, z = 0,
    newest = 0, count = 0, oldest = 1, batch = {}, from = 1, complete = true
  }
end

-- The stored text, and the first of the older sub-windows; or nothing and an error.
local function fetch(key, asList)
  local problem
  for _ = 1, 2 do
    local value = asList and redis.pcall('LRANGE', key, 0, 1) or redis.pcall('GET', key)
    if type(value) ~= 'table' then
      return value or nil
    elseif not value.err then
      return value[1], value[2], true
    end
    problem = value.err
    asList = not asList -- of a policy of the other sort, perhaps
  end
  return nil, nil, nil, problem
end

-- The state from a text whose policy is this limit's; false if it is none.
local function load(s, text, older)
  local state = string.match(text, '|(.*)$')
  if s.kind ~= 's' then
    local x, y, z = string.match(state, '^(%d+),(%d+),(%d+)$')
    s.x, s.y, s.z = tonumber(x), tonumber(y), tonumber(z)
    return z
  end
  local x, y, z, newest, count = string.match(state, '^(%d+),(%d+),(%d+),(%d+),(%d+)$')
  s.x, s.y, s.z, s.newest, s.count =
    tonumber(x), tonumber(y), tonumber(z), tonumber(newest), tonumber(count)
  s.batch, s.complete, s.stored = {older}, not older, true
  return count
end

-- One of the older sub-windows and its count, by its place in the list; nil beyond the end.
local function older(s, place)
  local text = s.batch[place - s.from + 1]
  if not text and not s.complete then
    s.from, s.batch = place, redis.call('LRANGE', s.key, place, place + BATCH - 1)
    text = s.batch[1]
  end
  if text then
    local subWindow, count = string.match(text, '^(%d+),(%d+)$')
    return tonumber(subWindow), tonumber(count)
  end
end

-- The place of the last of the older sub-windows.
local function lastOlder(s)
  return s.complete and s.from + #s.batch - 1 or redis.call('LLEN', s.key) - 1
end

-- The place of one of the older sub-windows, which ascend; nil if it is not there.
local function placeOf(s, wanted)
  local low, high = s.oldest, lastOlder(s)
  while low <= high do
    local middle = math.floor((low + high) / 2)
    local subWindow = older(s, middle)
    if subWindow == wanted then
      return middle
    elseif subWindow < wanted then
      low = middle + 1
    else
      high = middle - 1
    end
  end
end

-- Another count for one of the older sub-windows, which has just been read.
local function setOlder(s, place, count)
  local text = string.format('%.0f,%.0f', older(s, place), count)
  s.batch[place - s.from + 1] = text
  if s.stored then
    redis.call('LSET', s.key, place, text)
  end
end

-- Makes the last of the older sub-windows the newest, in place of one that has nothing left.
local function takeLast(s)
  local place = lastOlder(s)
  s.newest, s.count = older(s, place)
  s.batch[place - s.from + 1] = nil
  if s.stored then
    redis.call('RPOP', s.key)
  end
end

-- Drops what has come free while there is debt: it comes back as charged when it came free.
local function repay(s, current)
  local pairs = {}
  local subWindow, count = older(s, s.oldest)
  while subWindow do
    pairs[#pairs + 1] = {subWindow, count}
    s.oldest = s.oldest + 1
    subWindow, count = older(s, s.oldest)
  end
  if s.count > 0 then
    pairs[#pairs + 1] = {s.newest, s.count}
  end
  local head = 1
  while pairs[head] and current - pairs[head][1] > s.span do
    subWindow, count = pairs[head][1], pairs[head][2]
    head = head + 1
    local repaid = math.min(count, s.z)
    s.z = s.z - repaid
    s.y = s.y - (count - repaid)
    if repaid > 0 then
      local last = pairs[#pairs]
      if last[1] >= subWindow + s.span + 1 then
        last[2] = last[2] + repaid -- leased until later
      else
        pairs[#pairs + 1] = {subWindow + s.span + 1, repaid}
      end
    end
  end
  s.batch, s.from, s.oldest, s.complete, s.stored = {}, 1, 1, true, false
  s.newest, s.count = 0, 0
  if pairs[head] then
    s.newest, s.count = pairs[#pairs][1], pairs[#pairs][2]
    for i = head, #pairs - 1 do
      s.batch[#s.batch + 1] = string.format('%.0f,%.0f', pairs[i][1], pairs[i][2])
    end
  end
end

-- Lets go of what the time has freed. A clock that has stepped back frees nothing.
local function advance(s)
  if s.kind == 'f' then
    local window = div(now, s.length)
    if window > s.x then
      local passed = window - s.x
      s.y = passed > div(s.y, s.limit) and 0 or s.y - passed * s.limit
      s.x = window
    end
  elseif s.kind == 'a' then
    local passed = now > s.x and div(now - s.x, s.length) or 0
    if passed > 0 then
      s.y = passed > div(s.y, s.limit) and 0 or s.y - passed * s.limit
      s.x = s.y > 0 and s.x + passed * s.length or now
      s.z = 0
    end
  elseif s.kind == 't' then
    local window = div(now, s.length)
    while window > s.x do
      s.y = math.min(s.limit, s.z)
      s.z = s.z - s.y
      s.x = s.y == 0 and window or s.x + 1
    end
  elseif s.kind == 's' then
    local current = divByPair(now, s.length, s.nanos)
    if current > s.x then
      if s.z > 0 then
        if current - (older(s, s.oldest) or s.newest) > s.span then
          repay(s, current)
        end
      elseif current - s.newest > s.span then
        s.y, s.count, s.stored = 0, 0, false
        s.batch, s.from, s.oldest, s.complete = {}, 1, 1, true
      else
        local subWindow, count = older(s, s.oldest)
        while subWindow and current - subWindow > s.span do
          s.y = s.y - count
          s.oldest = s.oldest + 1
          subWindow, count = older(s, s.oldest)
        end
      end
      s.x = current
    end
  end
end

-- What a previous count weighs, by how much of its window is in view.
local function weighed(s)
  local inView = math.min(s.length, (s.x + 1) * s.length - now) * 1000
  return ceilDiv(s.y * ceilDiv(inView, s.nanos), ceilDiv(s.length * 1000, s.nanos))
end

local function fits(s, permits)
  if s.kind == 'b' then
    local ahead, aheadNanos = minusPair(s.x, s.y, now, 0)
    local needed, neededNanos = timesPair(permits, s.length, s.nanos)
    needed, neededNanos = plusPair(ahead, aheadNanos, needed, neededNanos)
    local depth, depthNanos = timesPair(s.span, s.length, s.nanos)
    return needed < depth or needed == depth and neededNanos <= depthNanos
  elseif s.kind == 'f' then
    return s.x <= div(now, s.length) and s.y + permits <= s.limit
  elseif s.kind == 't' then
    return permits <= s.limit - s.z - weighed(s)
  end
  return s.y + permits <= s.limit
end

-- Counts permits from a sub-window on.
local function counted(s, permits, subWindow)
  if permits > 0 then
    s.y = s.y + permits
    if s.count > 0 and s.newest >= subWindow then
      s.count = s.count + permits -- later than it need be if others have leased
    else
      if s.count > 0 then
        s.pushed = string.format('%.0f,%.0f', s.newest, s.count)
      end
      s.newest, s.count = subWindow, permits
    end
  end
end

-- Charges as of a time, whether it fits or not: what is above the limit is a debt, remembered up to a
-- bound. A lease is charged as of its end.
local function charge(s, permits, at)
  local most = (LONGEST_DEBT + 1) * s.limit
  if s.kind == 'b' then
    local from, fromNanos = s.x, s.y
    if from < at then
      from, fromNanos = at, 0
    end
    local deepest, deepestNanos =
      timesPair(s.span + LONGEST_DEBT * s.limit, s.length, s.nanos)
    -- Compared before it is added, for only the deepest is sure to be below 2^53.
    local room, roomNanos = minusPair(now + deepest, deepestNanos, from, fromNanos)
    local needed, neededNanos = timesPair(permits, s.length, s.nanos)
    if needed > room or needed == room and neededNanos > roomNanos then
      needed, neededNanos = room, roomNanos
    end
    local next, nextNanos = plusPair(from, fromNanos, needed, neededNanos)
    if next > s.x or next == s.x and nextNanos > s.y then
      s.x, s.y = next, nextNanos
    end
    s.z = math.max(s.z, at)
  elseif s.kind == 'f' then
    local room = LONGEST_DEBT + 1 - (s.x - div(now, s.length))
    if room > 0 then
      s.y = math.max(s.y, math.min(s.y + permits, room * s.limit))
    end
  elseif s.kind == 'a' then
    if s.y == 0 then
      s.x = math.max(s.x, now)
    end
    s.y = math.min(most, s.y + permits)
    if now <= s.x then
      s.z = math.min(most, s.z + permits)
    end
  elseif s.kind == 't' then
    s.z = math.min(most, s.z + permits)
  else
    local left = math.max(0, math.min(permits, s.limit - s.y))
    s.z = math.min(LONGEST_DEBT * s.limit, s.z + permits - left)
    counted(s, left, math.max(s.x, at > now and divByPair(at, s.length, s.nanos) or 0))
  end
end

-- Gives back permits of an earlier charge, as far as they still count.
local function refund(s, permits, stamp, stampNanos)
  if s.kind == 'b' then
    -- Not what the bucket has regained since: without the charge it might have run over. A clock that
    -- has stepped back since the last charge stands still.
    local given, givenNanos = timesPair(permits, s.length, s.nanos)
    local over, overNanos = minusPair(math.max(now, s.z), 0, stamp, stampNanos)
    given, givenNanos = minusPair(given, givenNanos, over, overNanos)
    s.x, s.y = minusPair(s.x, s.y, given, givenNanos)
  elseif s.kind == 'f' then
    if stamp == s.x and stamp >= div(now, s.length) then -- the latest, if the clock has stepped back
      s.y = math.max(0, s.y - permits)
    end
  elseif s.kind == 'a' then
    if stamp == s.x then
      local left = math.max(0, s.y - permits)
      if stampNanos > 0 then -- made at the start: one of those counts on while later ones do
        local first = math.max(0, s.z - permits)
        local kept = first == 0 and left > 0
        s.z = kept and 1 or first
        left = kept and left + 1 or left
      end
      s.y = left
    end
  elseif s.kind == 't' then
    if stamp == s.x then
      s.z = math.max(0, s.z - permits)
    elseif stamp == s.x - 1 then
      s.y = math.max(0, s.y - permits)
    end
  else
    local place = s.count > 0 and s.newest == stamp and 0 or placeOf(s, stamp)
    if place then
      local count = place > 0 and select(2, older(s, place)) or s.count
      local back = math.min(permits, count)
      s.y = s.y - back
      if place > 0 then
        setOlder(s, place, count - back)
      else
        s.count = s.count - back
        while s.count == 0 and lastOlder(s) >= s.oldest do
          takeLast(s)
        end
      end
      -- Debt moves into what has come free, and counts from now: it was made after the charge.
      local repaid = math.min(back, s.z)
      s.z = s.z - repaid
      counted(s, repaid, s.x)
    end
  end
end

-- Permits that an advanced state still holds, rounded up.
local function held(s)
  if s.kind == 'b' then
    local left, leftNanos = minusPair(s.x, s.y, now, 0)
    if s.nanos == 0 or s.length >= 864000000000 then -- ten days: ten times that is below 2^53
      return ceilDiv(leftNanos > 0 and left + 1 or left, s.length)
    end
    local permits, rest = divByPair(left, s.length, s.nanos)
    return permits + ceilDiv(rest + leftNanos, s.length * 1000 + s.nanos)
  elseif s.kind == 's' or s.kind == 't' then
    return s.y + s.z
  end
  return s.y
end

-- The sub-window at whose start so many permits have come free.
local function freed(s, permits)
  if permits <= 0 then
    return 0
  end
  -- Above the limit the same permits come free over and over, one round apart.
  local rounds = div(permits - 1, s.y)
  local left = permits - rounds * s.y
  local found = s.newest
  local place = s.oldest
  local subWindow, count = older(s, place)
  while subWindow do
    left = left - count
    if left <= 0 then
      found = subWindow
      break
    end
    place = place + 1
    subWindow, count = older(s, place)
  end
  return found + (rounds + 1) * (s.span + 1)
end

-- The sub-window at whose start all has come free; 0 if all is.
local function allFreed(s)
  if s.z > 0 then
    return freed(s, s.y + s.z)
  end
  return s.count > 0 and s.newest + s.span + 1 or 0
end

-- How long the state matters, in microseconds, rounded up.
local function lifetime(s)
  if s.kind == 'b' then
    return s.x + 1 - now
  elseif s.kind == 'f' then
    return (s.x + math.max(1, ceilDiv(s.y, s.limit))) * s.length - now
  elseif s.kind == 'a' then
    return s.x + math.max(1, ceilDiv(s.y, s.limit)) * s.length - now
  elseif s.kind == 't' then
    return (s.x + 1 + ceilDiv(s.z, s.limit)) * s.length - now
  end
  return (allFreed(s) - s.x) * (s.nanos > 0 and s.length + 1 or s.length)
end

local function save(s)
  local millis = math.max(1, ceilDiv(math.max(0, lifetime(s)), 1000)) + extraMillis
  millis = string.format('%.0f', millis)
  if s.kind ~= 's' then
    local state = string.format('%s%.0f,%.0f,%.0f', s.text, s.x, s.y, s.z)
    redis.call('SET', s.key, state, 'PX', millis)
    return
  end
  local state =
    string.format('%s%.0f,%.0f,%.0f,%.0f,%.0f', s.text, s.x, s.y, s.z, s.newest, s.count)
  if s.stored then
    if s.oldest > 1 then
      -- The last of those that go makes room for the state.
      redis.call('LTRIM', s.key, s.oldest - 1, -1)
    end
    redis.call('LSET', s.key, 0, state)
  else
    redis.call('DEL', s.key)
    redis.call('RPUSH', s.key, state)
    for i = 1, #s.batch, 1000 do
      redis.call('RPUSH', s.key, unpack(s.batch, i, math.min(#s.batch, i + 999)))
    end
  end
  if s.pushed then
    redis.call('RPUSH', s.key, s.pushed)
  end
  redis.call('PEXPIRE', s.key, millis)
end

-- How many permits fit that are charged as of a time to come, and the end of a lease until then.
local function leasable(s, at)
  if s.kind == 'b' then
    local from, fromNanos = s.x, s.y
    if from < at then
      from, fromNanos = at, 0
    end
    local depth, depthNanos = timesPair(s.span, s.length, s.nanos)
    local room = minusPair(now + depth, depthNanos, from, fromNanos)
    return div(room, s.nanos > 0 and s.length + 1 or s.length), at
  elseif s.kind == 'f' or s.kind == 't' then
    if s.x > div(now, s.length) then
      return 0, now
    end
    local used = s.kind == 'f' and s.y or s.z + weighed(s)
    return math.max(0, s.limit - used), math.min(at, (s.x + 1) * s.length)
  end
  return math.max(0, s.limit - s.y), at
end

local limits = {}

-- The penalty box, with the penalties of those limits that send their keys there; or nil and an error.
local function penaltyBoxOf(text)
  local most, within, first, longest, forgotten, marks =
    string.match(text, '^(%d+),(%d+),(%d+),(%d+),(%d+)|([01]+)$')
  local box = {
    most = tonumber(most), within = tonumber(within), first = tonumber(first),
    longest = tonumber(longest), forgotten = tonumber(forgotten), penalties = {}
  }
  for i, s in ipairs(limits) do
    if string.sub(marks, i, i) == '1' then
      local penalty = {
        s = s, key = KEYS[#limits + #box.penalties + 1],
        untilTime = 0, last = 0, blocks = 0, groups = {}
      }
      local stored = redis.pcall('GET', penalty.key)
      if type(stored) == 'table' then
        return nil, stored.err
      elseif stored then
        local untilTime, last, blocks, groups = string.match(stored, '^1p(%d+),(%d+),(%d+)([|,%d]*)$')
        if not blocks then
          return nil, string.find(stored, '^%d+p') and 'HARDENINGFORMAT' or 'HARDENINGSTATE'
        end
        penalty.untilTime, penalty.last, penalty.blocks = tonumber(untilTime), tonumber(last), tonumber(blocks)
        for ends, count in string.gmatch(groups, '|(%d+),(%d+)') do
          penalty.groups[#penalty.groups + 1] = {tonumber(ends), tonumber(count)}
        end
      end
      box.penalties[#box.penalties + 1] = penalty
    end
  end
  return box
end

-- Counts a refusal of a key that is not blocked, which may block it.
local function refused(penalty, box)
  if now - math.max(penalty.untilTime, penalty.last) >= box.forgotten then
    penalty.blocks = 0
  end
  -- Of each refusal when it was, or of each group when it ends, and how many; oldest first.
  local groups, counted = {}, 1
  for _, group in ipairs(penalty.groups) do
    if now - group[1] < box.within then
      groups[#groups + 1] = group
      counted = counted + group[2]
    end
  end
  local newest = groups[#groups]
  if newest and now <= newest[1] then
    newest[2] = newest[2] + 1
  else
    local length = ceilDiv(box.within, GROUPS)
    local ends = box.most <= GROUPS and now or now - math.fmod(now, length) + length
    newest = {ends, 1}
    groups[#groups + 1] = newest
  end
  penalty.last = now
  if counted >= box.most then
    local block = box.first
    for _ = 1, penalty.blocks do
      if block >= box.longest then
        break
      end
      block = block > box.longest / 2 and box.longest or 2 * block
    end
    penalty.untilTime = now + block
    penalty.s.blocked = block
    penalty.blocks = penalty.blocks + 1
    groups = {}
  end
  local ends =
    math.max(math.max(penalty.untilTime, penalty.last) + box.forgotten, newest[1] + box.within)
  local stored = string.format('1p%.0f,%.0f,%.0f', penalty.untilTime, penalty.last, penalty.blocks)
  for _, group in ipairs(groups) do
    stored = stored .. string.format('|%.0f,%.0f', group[1], group[2])
  end
  redis.call(
    'SET', penalty.key, stored, 'PX', string.format('%.0f', ceilDiv(ends - now, 1000) + 1 + extraMillis))
end

local stride = mode == 's' and 4 or 2
local allFit = true
for i = 1, (#ARGV - 3) / stride do
  local at = 4 + (i - 1) * stride
  local text = ARGV[at]
  local s = limitOf(text)
  s.text, s.key, s.permits, s.blocked = text, KEYS[i], tonumber(ARGV[at + 1]), 0
  local stored, first, isList, problem = fetch(s.key, s.kind == 's')
  if problem then
    return redis.error_reply(problem)
  end
  if not stored then
    advance(s)
  elseif string.sub(stored, 1, #text) == text then
    if isList ~= (s.kind == 's' or nil) or not load(s, stored, first) then
      return redis.error_reply('HARDENINGSTATE')
    end
    advance(s)
    s.found = true
  else
    local before = limitOf(stored)
    if not before then
      return redis.error_reply(
        string.find(stored, '^%d+[a-z]') and 'HARDENINGFORMAT' or 'HARDENINGSTATE')
    end
    before.key = s.key
    if isList ~= (before.kind == 's' or nil) or not load(before, stored, first) then
      return redis.error_reply('HARDENINGSTATE')
    end
    advance(before)
    advance(s)
    local permits = held(before)
    if permits > 0 then
      charge(s, permits, now)
    end
  end
  s.fit = fits(s, s.permits)
  allFit = allFit and s.fit
  limits[i] = s
end

local answer = {now, 0}
local charging = false

if mode == 'l' then
  local s = limits[1]
  local more, length = string.match(ARGV[3], '^(%d+),(%d+)$')
  more = tonumber(more)
  local most, ends = leasable(s, now + tonumber(length))
  s.charged, s.lease = 0, 0
  if more > 0 and most >= s.permits then
    -- Half of what is left at most, so that others find something, too.
    s.charged = math.min(s.permits + more, math.max(s.permits, div(most, 2)))
    charge(s, s.charged, ends)
    s.lease = ends - now
    s.fit = true
  elseif s.fit then
    s.charged = s.permits
    charge(s, s.permits, now)
  end
  if s.charged > 0 then
    save(s)
  end
elseif mode == 's' then
  answer[2] = now >= tonumber(ARGV[3]) and 1 or 0
  for i, s in ipairs(limits) do
    if s.permits < 0 then
      charge(s, -s.permits, now)
      save(s)
    elseif s.found and answer[2] == 0 then
      local at = 4 + (i - 1) * stride
      refund(s, s.permits, tonumber(ARGV[at + 2]), tonumber(ARGV[at + 3]))
      save(s)
    end
  end
  return answer
else
  charging = mode == 'c' and allFit
  if ARGV[3] ~= '' then
    local box, problem = penaltyBoxOf(ARGV[3])
    if problem then
      return redis.error_reply(problem)
    end
    local blocks = false
    for _, penalty in ipairs(box.penalties) do
      penalty.s.blocked = math.max(0, penalty.untilTime - now)
      blocks = blocks or penalty.s.blocked > 0
    end
    if blocks then
      charging = false
    elseif mode == 'c' then
      for _, penalty in ipairs(box.penalties) do
        if not penalty.s.fit then
          refused(penalty, box)
        end
      end
    end
  end
end

if charging then
  for _, s in ipairs(limits) do
    charge(s, s.permits, now)
    save(s)
  end
end

for _, s in ipairs(limits) do
  local x, y, z = s.x, s.y, s.z
  if s.kind == 's' then
    -- Used; when the permits fit, and when the state is fresh.
    x = s.y
    y = s.fit and 0 or freed(s, s.y + s.z + s.permits - s.limit)
    z = allFreed(s)
  end
  answer[#answer + 1] = s.blocked > 0 and -s.blocked or s.fit and 1 or 0
  answer[#answer + 1] = x
  answer[#answer + 1] = y
  answer[#answer + 1] = z
  answer[#answer + 1] = s.kind == 's' and math.max(s.x, s.newest) or s.x
end
if mode == 'l' then
  answer[#answer + 1] = limits[1].charged
  answer[#answer + 1] = limits[1].lease
end
return answer
