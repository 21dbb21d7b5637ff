// A scraper: GET /metrics over a plain socket, and the answer by line.
#ifndef TESSERA_TESTS_METRICS_SCRAPE_H_
#define TESSERA_TESTS_METRICS_SCRAPE_H_

#include <cstdint>
#include <map>
#include <sstream>
#include <stdexcept>
#include <string>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

namespace tessera::tests {

inline std::string Get(int port, const std::string& path) {
  const int connection = socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (connect(connection, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) {
    close(connection);
    throw std::runtime_error("nothing answers scrapers");
  }
  const std::string request = "GET " + path + " HTTP/1.0\r\n\r\n";
  if (write(connection, request.data(), request.size()) != static_cast<ssize_t>(request.size())) {
    throw std::runtime_error("the scraper could not ask");
  }
  std::string answer;
  char block[4096];
  for (ssize_t got = 0; (got = read(connection, block, sizeof block)) > 0;) {
    answer.append(block, static_cast<size_t>(got));
  }
  close(connection);
  return answer;
}

// Sample to value: "tessera_x{a=\"b\"}" to "1". Throws where a line is no sample.
inline std::map<std::string, std::string> Scrape(int port) {
  const std::string answer = Get(port, "/metrics");
  if (answer.find(" 200 ") == std::string::npos) throw std::runtime_error(answer);
  std::istringstream lines(answer.substr(answer.find("\r\n\r\n") + 4));
  std::map<std::string, std::string> samples;
  for (std::string line; std::getline(lines, line);) {
    if (line.empty() || line[0] == '#') continue;
    const size_t blank = line.rfind(' ');
    if (blank == std::string::npos) throw std::runtime_error("no sample: " + line);
    std::stod(line.substr(blank + 1));
    samples[line.substr(0, blank)] = line.substr(blank + 1);
  }
  return samples;
}

}  // namespace tessera::tests

#endif  // TESSERA_TESTS_METRICS_SCRAPE_H_
