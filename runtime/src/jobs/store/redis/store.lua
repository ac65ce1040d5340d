-- The store of jobs in Redis. KEYS[1] is what all keys begin with, ARGV[1] the operation, the rest its arguments.
--
-- PREFIX:job:ID            hash    the job
-- PREFIX:ready:QUEUE       zset    jobs that may be begun, the most urgent first
-- PREFIX:delayed:QUEUE     zset    jobs that wait for their time, by that time
-- PREFIX:running           zset    jobs that are run, by the end of their lease
-- PREFIX:running:QUEUE     set     the same for one queue
-- PREFIX:unique:KEY        string  the unfinished job of a unique key
-- PREFIX:all               zset    all jobs, by the order in which they were queued
-- PREFIX:status:STATUS     zset    the same for one status
-- PREFIX:expiring          zset    ended jobs, by the time until which they are kept
-- PREFIX:ticks             hash    the last tick of every schedule
-- PREFIX:sequence          string  a count that gives an order to what happens in one millisecond

local prefix = KEYS[1] .. ':'
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)

local function key(...) return prefix .. table.concat({...}, ':') end
local function whole(number) return string.format('%.0f', number) end
local function get(id, field) return redis.call('HGET', key('job', id), field) end

local function set_status(id, status)
  local job = key('job', id)
  local before = redis.call('HGET', job, 'status')
  if before then redis.call('ZREM', key('status', before), id) end
  redis.call('ZADD', key('status', status), redis.call('HGET', job, 'sequence'), id)
  redis.call('HSET', job, 'status', status)
end

-- Jobs of higher priority come first, and among those the ones that have waited longest. The score stays below 2^53.
local function make_ready(id, queue)
  local priority = tonumber(get(id, 'priority'))
  local sequence = redis.call('INCR', key('sequence'))
  redis.call('ZADD', key('ready', queue), whole((100 - priority) * 17592186044416 + sequence), id)
end

local function put_into_queue(id, delay)
  local queue = get(id, 'queue')
  redis.call('HSET', key('job', id), 'run_at', whole(now + delay))
  set_status(id, 'queued')
  if delay > 0 then
    redis.call('ZADD', key('delayed', queue), whole(now + delay), id)
  else
    make_ready(id, queue)
  end
end

local function leave_worker(id)
  redis.call('ZREM', key('running'), id)
  redis.call('SREM', key('running', get(id, 'queue')), id)
  redis.call('HDEL', key('job', id), 'worker')
end

local function end_job(id, status)
  local unique = get(id, 'unique_key')
  if unique and redis.call('GET', key('unique', unique)) == id then redis.call('DEL', key('unique', unique)) end
  redis.call('HSET', key('job', id), 'finished_at', whole(now))
  redis.call('ZADD', key('expiring'), whole(now + tonumber(get(id, 'keep'))), id)
  set_status(id, status)
end

-- Whether a worker still has the right to write.
local function holds(id, lease)
  return get(id, 'status') == 'running' and get(id, 'lease') == lease
end

local function set_if_any(id, field, text)
  if text ~= '' then redis.call('HSET', key('job', id), field, text) end
end

local operations = {}

function operations.push(id, command, queue, params, roles, scheduled, priority, max_attempts, keep, unique, caller)
  if unique ~= '' then
    local other = redis.call('GET', key('unique', unique))
    if other then return {other, get(other, 'status')} end
    redis.call('SET', key('unique', unique), id)
  end
  local sequence = redis.call('INCR', key('sequence'))
  redis.call('HSET', key('job', id), 'id', id, 'command', command, 'queue', queue, 'params', params, 'roles', roles,
    'scheduled', scheduled, 'priority', priority, 'max_attempts', max_attempts, 'keep', keep, 'attempts', 0,
    'losses', 0, 'lease', 0, 'created_at', whole(now), 'sequence', sequence)
  set_if_any(id, 'unique_key', unique)
  set_if_any(id, 'caller', caller)
  redis.call('ZADD', key('all'), sequence, id)
  put_into_queue(id, 0)
  return {id, 'queued'}
end

function operations.tick(...)
  local arguments = {...}
  local command, tick = arguments[2], tonumber(arguments[12])
  local last = redis.call('HGET', key('ticks'), command)
  if last and tonumber(last) >= tick then return 0 end
  redis.call('HSET', key('ticks'), command, whole(tick))
  operations.push(...)
  return 1
end

function operations.claim(queue, worker, lease, most)
  local due = redis.call('ZRANGEBYSCORE', key('delayed', queue), '-inf', whole(now), 'LIMIT', 0, 1000)
  for _, id in ipairs(due) do
    redis.call('ZREM', key('delayed', queue), id)
    make_ready(id, queue)
  end
  local jobs = {}
  local next = redis.call('ZPOPMIN', key('ready', queue), most)
  for place = 1, #next, 2 do
    local id = next[place]
    local job = key('job', id)
    local lease_until = whole(now + tonumber(lease))
    set_status(id, 'running')
    redis.call('HINCRBY', job, 'lease', 1)
    redis.call('HINCRBY', job, 'attempts', 1)
    redis.call('HSET', job, 'worker', worker)
    redis.call('HSETNX', job, 'started_at', whole(now))
    redis.call('HDEL', job, 'progress')
    redis.call('ZADD', key('running'), lease_until, id)
    redis.call('SADD', key('running', queue), id)
    jobs[#jobs + 1] = redis.call('HGETALL', job)
  end
  return jobs
end

function operations.renew(worker, lease, ...)
  local held = {}
  for _, id in ipairs({...}) do
    if get(id, 'status') == 'running' and get(id, 'worker') == worker then
      redis.call('ZADD', key('running'), 'XX', whole(now + tonumber(lease)), id)
      held[#held + 1] = {id, tonumber(get(id, 'lease')), tonumber(get(id, 'cancelled') or 0)}
    end
  end
  return held
end

function operations.report(id, lease, progress)
  if holds(id, lease) then redis.call('HSET', key('job', id), 'progress', progress) end
  return 'OK'
end

function operations.finish(id, lease, status, result, error)
  if not holds(id, lease) then return 0 end
  leave_worker(id)
  set_if_any(id, 'result', result)
  set_if_any(id, 'error', error)
  end_job(id, status)
  return 1
end

function operations.release(id, lease, delay, uncounted, error)
  if not holds(id, lease) then return 0 end
  leave_worker(id)
  redis.call('HINCRBY', key('job', id), 'attempts', 0 - tonumber(uncounted))
  set_if_any(id, 'error', error)
  if get(id, 'cancelled') == '1' then end_job(id, 'cancelled') else put_into_queue(id, tonumber(delay)) end
  return 1
end

function operations.recover(most_losses, lost)
  local orphans = redis.call('ZRANGEBYSCORE', key('running'), '-inf', '(' .. whole(now), 'LIMIT', 0, 1000)
  for _, id in ipairs(orphans) do
    leave_worker(id)
    redis.call('HINCRBY', key('job', id), 'attempts', -1)
    local losses = redis.call('HINCRBY', key('job', id), 'losses', 1)
    if get(id, 'cancelled') == '1' then
      end_job(id, 'cancelled')
    elseif losses > tonumber(most_losses) then
      redis.call('HSET', key('job', id), 'error', lost)
      end_job(id, 'dead')
    else
      put_into_queue(id, 0)
    end
  end
  return #orphans
end

function operations.find(id)
  return redis.call('HGETALL', key('job', id))
end

function operations.list(status, command, caller, offset, limit)
  local index = status == '' and key('all') or key('status', status)
  local first, last = tonumber(offset), tonumber(offset) + tonumber(limit) - 1
  local page = {}
  if command == '' and caller == '' then
    for _, id in ipairs(redis.call('ZREVRANGE', index, first, last)) do
      page[#page + 1] = redis.call('HGETALL', key('job', id))
    end
    return {redis.call('ZCARD', index), page}
  end
  local total = 0
  for _, id in ipairs(redis.call('ZREVRANGE', index, 0, -1)) do
    local fits_command = command == '' or get(id, 'command') == command
    if fits_command and (caller == '' or get(id, 'caller') == caller) then
      if total >= first and total <= last then page[#page + 1] = redis.call('HGETALL', key('job', id)) end
      total = total + 1
    end
  end
  return {total, page}
end

function operations.cancel(id)
  local status = get(id, 'status')
  if status == 'queued' then
    local queue = get(id, 'queue')
    redis.call('ZREM', key('ready', queue), id)
    redis.call('ZREM', key('delayed', queue), id)
    redis.call('HSET', key('job', id), 'cancelled', 1)
    end_job(id, 'cancelled')
  elseif status == 'running' then
    redis.call('HSET', key('job', id), 'cancelled', 1)
  end
  return get(id, 'status')
end

function operations.revive(id)
  local status = get(id, 'status')
  if status ~= 'failed' and status ~= 'dead' and status ~= 'cancelled' then return 'unsuited' end
  local unique = get(id, 'unique_key')
  if unique and not redis.call('SET', key('unique', unique), id, 'NX') then return 'duplicate' end
  redis.call('HDEL', key('job', id), 'cancelled', 'started_at', 'finished_at', 'progress', 'error')
  redis.call('HSET', key('job', id), 'attempts', 0, 'losses', 0)
  redis.call('ZREM', key('expiring'), id)
  put_into_queue(id, 0)
  return 'queued'
end

function operations.clean()
  local expired = redis.call('ZRANGEBYSCORE', key('expiring'), '-inf', '(' .. whole(now), 'LIMIT', 0, 1000)
  for _, id in ipairs(expired) do
    redis.call('ZREM', key('expiring'), id)
    redis.call('ZREM', key('all'), id)
    redis.call('ZREM', key('status', get(id, 'status')), id)
    redis.call('DEL', key('job', id))
  end
  return #expired
end

-- Takes as long as there are queues, however many jobs wait in them.
function operations.count(...)
  local counts = {}
  for place, queue in ipairs({...}) do
    local waiting = redis.call('ZCARD', key('ready', queue)) + redis.call('ZCARD', key('delayed', queue))
    counts[place] = {waiting, redis.call('SCARD', key('running', queue))}
  end
  return counts
end

return operations[ARGV[1]](unpack(ARGV, 2))
