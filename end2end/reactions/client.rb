# What Net::HTTP makes of each address on standard input, with its defaults.
require 'net/http'

puts "Net::HTTP, Ruby #{RUBY_VERSION}"
$stdin.each_line(chomp: true) do |url|
  line = begin
    "status #{Net::HTTP.get_response(URI(url)).code}"
  rescue StandardError => e
    "error #{e.class}"
  end
  puts line
end
