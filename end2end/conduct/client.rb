# What Net::HTTP makes of each request on standard input, with its defaults.
require 'net/http'

puts "Net::HTTP, Ruby #{RUBY_VERSION}"
$stdin.each_line(chomp: true) do |line|
  method, url, header, body, seconds = line.split("\t")
  uri = URI(url)
  timeouts = { open_timeout: seconds.to_i, read_timeout: seconds.to_i }
  request = Net::HTTP.const_get(method.capitalize).new(uri)
  request.body = body unless body.empty?
  name, value = header.split(': ')
  request[name] = value if name
  told = begin
    answer = Net::HTTP.start(uri.host, uri.port, use_ssl: uri.scheme == 'https', **timeouts) { |http| http.request(request) }
    [answer.code, answer.body.to_s.bytesize, '']
  rescue StandardError => e
    ['', '', "#{e.class}: #{e.message}".gsub(/\s+/, ' ')]
  end
  puts told.join("\t")
end
