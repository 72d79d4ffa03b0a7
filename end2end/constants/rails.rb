# Prints each status code with the symbol that Rails takes for it, which is Rack's.
require 'rack'

Rack::Utils::SYMBOL_TO_STATUS_CODE.each { |symbol, code| puts "#{code}\t:#{symbol}" }
