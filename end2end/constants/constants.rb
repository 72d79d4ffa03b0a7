# Prints each status code with its class.
require 'net/http'

Net::HTTPResponse::CODE_TO_OBJ.each { |code, type| puts "#{code}\t#{type}" if code.size == 3 }
