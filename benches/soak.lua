-- Load for wrk: an action of bench-plugin over one connection, or with DISTINCT=1 over a new connection each time.
local action, distinct = os.getenv("ACTION") or "encode", os.getenv("DISTINCT")
local threads, count = 0, 0

function setup(worker)
  threads = threads + 1
  worker:set("thread", threads)
end

function request()
  count = count + 1
  local secret = distinct and ("s3cr3t-" .. thread .. "-" .. count) or "s3cr3t-value"
  local connection = '{"url":"http://127.0.0.1:10900","api_key":{"secretKey":"' .. secret .. '"}}'
  local body = '{"version":"v1","type":"action_start","body":{"action":"' .. action .. '","connection":' .. connection
  body = body .. ',"input":' .. (action == "encode" and '{"content":"hi"}' or "{}") .. "}}"
  return wrk.format("POST", "/actions/" .. action, { ["Content-Type"] = "application/json" }, body)
end

function done(summary)
  local errors = summary.errors
  print("failed: " .. errors.status + errors.connect + errors.read + errors.write + errors.timeout)
end
